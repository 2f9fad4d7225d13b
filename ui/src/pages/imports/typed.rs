//! What was chosen on the page, and the plan it makes.

use model::{
    ids::ZoneId,
    imports::{ImportPlan, Inspection, Mapping},
};
use serde::{Deserialize, Serialize};

use crate::widgets::Uploaded;

/// Everything the person chose. File, columns and mapping always belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// The file, and what is in it.
    pub file: Option<(Uploaded, Inspection)>,
    /// Which column fills which field.
    pub mapping: Mapping,
    /// Chosen zone; none means the first.
    pub zone: Option<ZoneId>,
    /// Rupiah for one unit, as typed.
    pub rate: String,
    /// `ymd`, `dmy` or `mdy`.
    pub order: String,
}

impl Typed {
    /// Nothing chosen yet.
    pub fn blank() -> Self {
        Self {
            file: None,
            mapping: Mapping::new(),
            zone: None,
            rate: "1".to_owned(),
            order: "ymd".to_owned(),
        }
    }

    /// Takes a file with what was found in it; zone, rate and order stay as they were chosen.
    pub fn take(&mut self, file: Uploaded, found: Inspection) {
        self.mapping = found.mapping.clone();
        self.file = Some((file, found));
    }

    /// The plan; none without a file. `first` is the zone as long as none is chosen.
    pub fn plan(&self, first: Option<ZoneId>) -> Option<ImportPlan> {
        let (file, found) = self.file.as_ref()?;
        Some(ImportPlan {
            file: file.id,
            kind: found.kind,
            sheet: found.sheet.clone(),
            mapping: self.mapping.clone(),
            zone: self.zone.or(first)?,
            // Zero is refused with its reason at the field.
            rupiah_per_unit: self.rate.parse().unwrap_or(0),
            date_order: self.order.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;
    use crate::widgets::Uploaded;
    use model::{
        ids::{FileId, ZoneId},
        imports::{ImportKind, Inspection, Mapping, Source},
    };
    use uuid::Uuid;

    fn file(column: &str) -> (Uploaded, Inspection) {
        let uploaded = Uploaded {
            id: FileId(Uuid::now_v7()),
            name: format!("{column}.csv"),
        };
        let found = Inspection {
            kind: ImportKind::Customers,
            columns: vec![column.to_owned()],
            sample: Vec::new(),
            rows: 1,
            encoding: "utf-8".to_owned(),
            sheets: Vec::new(),
            sheet: None,
            delimiter: ',',
            fields: Vec::new(),
            mapping: Mapping::from([("name".to_owned(), Source::Column(column.to_owned()))]),
        };
        (uploaded, found)
    }

    #[test]
    fn a_second_file_never_stands_with_the_columns_of_the_first() {
        let mut typed = Typed::blank();
        let (first, in_first) = file("Nama");
        typed.take(first, in_first);
        let before = typed.plan(Some(ZoneId(1))).unwrap();
        let (second, in_second) = file("Name");
        typed.take(second.clone(), in_second.clone());
        let plan = typed.plan(Some(ZoneId(1))).unwrap();
        assert_eq!((plan.file, &plan.mapping), (second.id, &in_second.mapping));
        assert_ne!(plan, before, "what was tried with the first counts no more");
    }

    #[test]
    fn without_a_zone_there_is_no_plan() {
        let mut typed = Typed::blank();
        let (uploaded, found) = file("Nama");
        typed.take(uploaded, found);
        assert_eq!(typed.plan(None), None);
        assert!(typed.plan(Some(ZoneId(1))).is_some());
    }
}
