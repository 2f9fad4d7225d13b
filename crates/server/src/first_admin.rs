//! `aglis first-admin`: the first person who can sign in to a database, by whom all others are let in.

use aglis_core::{access, error::Error};
use model::desk::CreateFirstAdmin;
use serde_json::json;

use crate::{
    arguments::{Base, FirstAdmin},
    base,
    failure::{Exit, Failure},
    report::Report,
};

/// Makes the administrator, unless there is one.
pub async fn run(base: &Base, admin: &FirstAdmin) -> Result<Report, Failure> {
    base::refuse_staff(base)?;
    let request = CreateFirstAdmin {
        company: admin.company.clone(),
        name: admin.name.clone(),
        username: admin.username.clone(),
        password: base::password_from(base, "AGLIS_NEW_PASSWORD")?,
    };
    // Standard input has given the administrator's password; the owner's does not come from there as well.
    let owner = Base {
        password_stdin: false,
        ..base.clone()
    };
    let opened = base::open(&owner).await?;
    let made = access::create_first_admin(&opened.cx.pool, &request, admin.language.into()).await;
    opened.close().await;
    let username = made.map_err(refused)?;
    Ok(Report::done(
        format!("{username} is the administrator and can sign in now."),
        json!({ "username": username }),
    ))
}

fn refused(error: Error) -> Failure {
    match error {
        Error::Forbidden(_) => Failure::failed(
            "FORBIDDEN",
            "There is an administrator already, who makes further logins in the window; or the user of the address does not \
             own the database.",
        ),
        // All that can be wrong are the arguments.
        Error::Invalid(_) => Failure {
            exit: Exit::Usage,
            ..error.into()
        },
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use aglis_core::error::Error;
    use clap::Parser;
    use model::problem::Problem;

    use super::{refused, run};
    use crate::{
        arguments::{Arguments, Command},
        failure::Exit,
    };

    fn asked(more: &[&str]) -> Arguments {
        let given = [
            "aglis",
            "first-admin",
            "--database",
            "postgres://localhost/aglis",
            "--company",
            "Nusa Net",
            "--name",
            "Ani",
            "--username",
            "ani",
        ];
        Arguments::try_parse_from(given.iter().chain(more)).unwrap()
    }

    #[tokio::test]
    async fn staff_and_a_missing_password_are_wrong_arguments() {
        for (more, said) in [
            (&["--user", "siti"][..], "owner"),
            (&[], "AGLIS_NEW_PASSWORD"),
        ] {
            let asked = asked(more);
            let Command::FirstAdmin(admin) = &asked.command else {
                panic!("another command: {asked:?}");
            };
            let failure = run(&asked.base, admin).await.unwrap_err();
            assert_eq!(failure.exit, Exit::Usage);
            assert!(failure.message.contains(said), "{}", failure.message);
        }
    }

    #[test]
    fn wrong_names_are_wrong_arguments_and_a_second_admin_is_a_failure() {
        let wrong = Error::field("username", Problem::new("LOGIN_NAME"));
        assert_eq!(refused(wrong).exit, Exit::Usage);
        assert_eq!(refused(Error::Forbidden(None)).exit, Exit::Failed);
    }
}
