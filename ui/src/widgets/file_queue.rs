//! Files on their way to the host, one after the other.

use std::rc::Rc;

use model::fault::Fault;

/// How far a file is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// Behind another one.
    Waiting,
    /// Being read and handed over.
    Reading,
    /// The host did not take it.
    Refused(Rc<Fault>),
}

/// A file that is not with the host.
#[derive(Debug)]
pub(super) struct Queued<F> {
    /// Never used twice.
    pub number: u32,
    /// Its name on this computer.
    pub name: String,
    /// How far it is.
    pub stage: Stage,
    file: Option<F>,
}

/// The files, in the order they came.
#[derive(Debug)]
pub(super) struct FileQueue<F> {
    files: Vec<Queued<F>>,
    last: u32,
}

impl<F> Default for FileQueue<F> {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            last: 0,
        }
    }
}

impl<F> FileQueue<F> {
    /// All of them.
    pub fn files(&self) -> &[Queued<F>] {
        &self.files
    }

    /// Takes a file in.
    pub fn add(&mut self, name: String, file: F) {
        self.last += 1;
        self.files.push(Queued {
            number: self.last,
            name,
            stage: Stage::Waiting,
            file: Some(file),
        });
    }

    /// The next file to read; none while one is being read or when none waits.
    pub fn begin(&mut self) -> Option<(u32, F)> {
        if self.files.iter().any(|file| file.stage == Stage::Reading) {
            return None;
        }
        let next = self
            .files
            .iter_mut()
            .find(|file| file.stage == Stage::Waiting)?;
        next.stage = Stage::Reading;
        next.file.take().map(|file| (next.number, file))
    }

    /// The file is with the host and leaves the queue. Answers whether it is still wanted.
    pub fn handed_over(&mut self, number: u32) -> bool {
        let before = self.files.len();
        self.remove(number);
        self.files.len() < before
    }

    /// The host did not take the file.
    pub fn refused(&mut self, number: u32, fault: Fault) {
        if let Some(file) = self.files.iter_mut().find(|file| file.number == number) {
            file.stage = Stage::Refused(Rc::new(fault));
        }
    }

    /// The person does not want it any more.
    pub fn remove(&mut self, number: u32) {
        self.files.retain(|file| file.number != number);
    }

    /// Forgets what was refused, as when other files are chosen.
    pub fn forget_refused(&mut self) {
        self.files
            .retain(|file| !matches!(file.stage, Stage::Refused(_)));
    }
}

#[cfg(test)]
mod tests {
    use super::{FileQueue, Stage};
    use model::fault::{Code, Fault};

    #[test]
    fn every_dropped_file_has_its_turn() {
        let mut queue = FileQueue::default();
        for name in ["a.jpg", "b.jpg"] {
            queue.add(name.to_owned(), name);
        }
        let (first, file) = queue.begin().unwrap();
        assert_eq!(file, "a.jpg");
        queue.add("c.jpg".to_owned(), "c.jpg");
        assert_eq!(queue.begin(), None, "one at a time");
        assert!(queue.handed_over(first));
        let (second, file) = queue.begin().unwrap();
        assert_eq!(file, "b.jpg");
        queue.refused(second, Fault::new(Code::Invalid));
        assert_eq!(queue.begin().map(|(_, file)| file), Some("c.jpg"));
        assert!(matches!(queue.files()[0].stage, Stage::Refused(_)));
    }

    #[test]
    fn a_removed_file_is_not_handed_back() {
        let mut queue = FileQueue::default();
        queue.add("a.jpg".to_owned(), ());
        queue.add("b.jpg".to_owned(), ());
        let (first, ()) = queue.begin().unwrap();
        queue.remove(first);
        queue.remove(first + 1);
        assert!(!queue.handed_over(first));
        assert_eq!(queue.begin(), None);
    }
}
