//! Why a command did not do what it was asked to, as a sentence and an exit code.

use aglis_core::{connection::ConnectProblem, error::Error, workspace::WorkspaceProblem};
use model::{
    fault::{Code, Fault},
    text::{Locale, Words},
};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Done = 0,
    /// It failed.
    Failed = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// The database cannot be reached.
    Offline = 3,
    /// Done, but rows were refused.
    Refused = 4,
}

/// A failed command.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// Stable code for scripts, such as `CONN_REFUSED`.
    pub code: String,
    /// For people.
    pub message: String,
}

impl Failure {
    /// Something could not be done.
    pub fn failed(code: &str, message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, code, message)
    }

    /// The arguments make no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "USAGE", message)
    }

    fn new(exit: Exit, code: &str, message: impl Into<String>) -> Self {
        Self {
            exit,
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let words = Words::new(Locale::En, &[]);
        let mut message = words.fault(&fault);
        for (field, problems) in &fault.fields {
            for problem in problems {
                message = format!("{message}\n  {field}: {}", words.problem(problem));
            }
        }
        if let Some(reference) = &fault.reference {
            message = format!("{message} [{reference}]");
        }
        let exit = if fault.code == Code::Offline {
            Exit::Offline
        } else {
            Exit::Failed
        };
        let code = match (&fault.problem, fault.fields.values().flatten().next()) {
            (Some(problem), _) | (None, Some(problem)) => problem.code.clone(),
            (None, None) => format!("{:?}", fault.code).to_uppercase(),
        };
        Self::new(exit, &code, message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        error.into_fault().into()
    }
}

impl From<ConnectProblem> for Failure {
    fn from(problem: ConnectProblem) -> Self {
        let fault = problem.fault();
        let exit = match fault.code {
            Code::Offline => Exit::Offline,
            Code::Invalid => Exit::Usage,
            _ => Exit::Failed,
        };
        Self {
            exit,
            ..fault.into()
        }
    }
}

impl From<WorkspaceProblem> for Failure {
    fn from(problem: WorkspaceProblem) -> Self {
        let exit = match problem {
            WorkspaceProblem::Name { .. } => Exit::Usage,
            WorkspaceProblem::Server { .. }
            | WorkspaceProblem::Busy { .. }
            | WorkspaceProblem::Database(_) => Exit::Offline,
            _ => Exit::Failed,
        };
        Self::new(exit, problem.code(), problem.to_string())
    }
}
