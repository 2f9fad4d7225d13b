//! What people do on a customer's page: tags, notes, a look at the identity number.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{ContactId, CustomerId, FileId},
    problem::{Problem, Problems},
    secret::Secret,
    valid,
};

/// Most tags of a customer.
pub const TAGS_MAX: usize = 10;
/// Longest tag, in characters.
const TAG_MAX: usize = 60;

/// A tag as it is kept: one line without the signs that part tags in a file.
///
/// # Errors
/// `TEXT_REQUIRED`, `TAG_SIGNS`, and those of [`valid::text`].
pub fn tag(entered: &str) -> Result<String, Problem> {
    let checked = valid::required(entered, TAG_MAX)?;
    if checked.contains([',', ';', '|', '\n', '\r', '\t']) {
        return Err(Problem::new("TAG_SIGNS"));
    }
    Ok(checked.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Puts tags on a customer and takes others away, whatever he has besides.
///
/// The same tag in other letters counts as the same. Undoing is the same request turned round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagCustomer {
    /// Whom.
    pub id: CustomerId,
    /// As entered.
    pub add: Vec<String>,
    /// As they stand there.
    pub remove: Vec<String>,
}
call!(TagCustomer => Vec<String>; reads []; changes [Customers, Audit]; Staff);

impl TagCustomer {
    /// The tags to add as they are kept.
    ///
    /// # Errors
    /// Problems of `tag`: those of [`tag`], and `TAGS_FULL` for more than [`TAGS_MAX`] in one request.
    pub fn check(&self) -> Result<Vec<String>, Problems> {
        if self.add.len() > TAGS_MAX || self.remove.len() > TAGS_MAX {
            let problem = Problem::new("TAGS_FULL").with("max", TAGS_MAX);
            return Err(Problems::one("tag", problem));
        }
        self.add
            .iter()
            .map(|entered| tag(entered).map_err(|problem| Problems::one("tag", problem)))
            .collect()
    }
}

/// A tag in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagCount {
    /// As it is written most often.
    pub tag: String,
    /// Customers who have it.
    pub customers: i64,
}

/// Lists the tags in use, the most used first, at most 200.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTags {}
call!(ListTags => Vec<TagCount>; reads [Customers]; changes []; Staff);

/// Writes down what colleagues should know about a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteCustomer {
    /// Whose page.
    pub id: CustomerId,
    /// What.
    pub body: String,
}
call!(NoteCustomer => (); reads []; changes [Customers]; Staff);

/// Keeps files with the customer himself: his contract, a letter. Admins and the office only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCustomer {
    /// Whose.
    pub id: CustomerId,
    /// Uploaded before: a picture, or a PDF document.
    pub file: FileId,
}
call!(FileCustomer => (); reads []; changes [Customers, Audit]; Staff);

/// The first step to an identity number: says why, and the trail has it. Answers what [`RevealIdentity`] wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskIdentity {
    /// Whose number.
    pub contact: ContactId,
    /// Why it has to be read.
    pub reason: String,
}
call!(AskIdentity => i64; reads []; changes [Audit]; Staff);

/// The second step: the number itself, within five minutes and only for who asked. None when there is no number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealIdentity {
    /// What the first step answered.
    pub ask: i64,
}
call!(RevealIdentity => Option<Secret>; reads []; changes []; Staff);

#[cfg(test)]
mod tests {
    use super::{TagCustomer, tag};
    use crate::ids::CustomerId;

    #[test]
    fn a_tag_is_one_line_without_the_signs_that_part_tags() {
        assert_eq!(tag("  Rumah   Kos "), Ok("Rumah Kos".to_owned()));
        for (wrong, code) in [
            ("", "TEXT_REQUIRED"),
            ("vip, kantor", "TAG_SIGNS"),
            ("vip|kos", "TAG_SIGNS"),
            (&"x".repeat(61), "TEXT_TOO_LONG"),
        ] {
            assert_eq!(tag(wrong).unwrap_err().code, code, "{wrong}");
        }
    }

    #[test]
    fn more_tags_than_a_customer_can_have_are_refused_at_once() {
        let many = TagCustomer {
            id: CustomerId(1),
            add: vec!["a".to_owned(); 11],
            remove: Vec::new(),
        };
        let problems = many.check().unwrap_err();
        assert_eq!(problems.field("tag")[0].code, "TAGS_FULL");
    }
}
