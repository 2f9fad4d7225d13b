//! What was chosen on the page, and the plan it makes.

use model::{
    ids::ZoneId,
    imports::{
        ImportPlan, Inspection, Mapping,
        mappings::{ReadingOptions, SavedMapping, fit},
    },
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
    /// The kept mapping that was chosen last.
    #[serde(default)]
    pub saved: Option<i64>,
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
            saved: None,
        }
    }

    /// Takes a file with what was found in it, read as the last one with such heads. Without one, rate and order stay as they
    /// were chosen; the zone does so always.
    pub fn take(&mut self, file: Uploaded, found: Inspection) {
        match &found.remembered {
            Some(last) => {
                self.mapping = last.mapping.clone();
                self.read_as(&last.options.clone());
            }
            None => self.mapping = found.mapping.clone(),
        }
        self.saved = None;
        self.file = Some((file, found));
    }

    /// Whether the columns are those of the last file with such heads.
    pub fn is_recalled(&self) -> bool {
        let last = self
            .file
            .as_ref()
            .and_then(|(_, found)| found.remembered.as_ref());
        self.saved.is_none() && last.is_some_and(|last| last.mapping == self.mapping)
    }

    /// Goes back to what the heads alone say.
    pub fn guess(&mut self) {
        if let Some((_, found)) = &self.file {
            self.mapping = found.mapping.clone();
            self.saved = None;
        }
    }

    /// Takes a kept mapping over, or notes that it is gone.
    pub fn choose(&mut self, chosen: Option<&SavedMapping>) {
        self.saved = chosen.map(|chosen| chosen.id);
        if let (Some(chosen), Some((_, found))) = (chosen, &self.file) {
            self.mapping = fit(&chosen.mapping, &found.columns).0;
            self.read_as(&chosen.options);
        }
    }

    /// Columns that a kept mapping names and the file lacks.
    pub fn lacks(&self, chosen: &SavedMapping) -> Vec<String> {
        let columns = self.file.as_ref().map(|(_, found)| &found.columns);
        columns.map_or_else(Vec::new, |columns| fit(&chosen.mapping, columns).1)
    }

    /// How amounts and days are read, as typed.
    pub fn options(&self) -> ReadingOptions {
        ReadingOptions {
            // Zero is refused with its reason at the field.
            rupiah_per_unit: self.rate.parse().unwrap_or(0),
            date_order: self.order.clone(),
        }
    }

    fn read_as(&mut self, options: &ReadingOptions) {
        self.rate = options.rupiah_per_unit.to_string();
        self.order.clone_from(&options.date_order);
    }

    /// The plan; none without a file. `first` is the zone as long as none is chosen.
    pub fn plan(&self, first: Option<ZoneId>) -> Option<ImportPlan> {
        let (file, found) = self.file.as_ref()?;
        let ReadingOptions {
            rupiah_per_unit,
            date_order,
        } = self.options();
        Some(ImportPlan {
            file: file.id,
            kind: found.kind,
            sheet: found.sheet.clone(),
            mapping: self.mapping.clone(),
            zone: self.zone.or(first)?,
            rupiah_per_unit,
            date_order,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;
    use crate::widgets::Uploaded;
    use model::{
        ids::{FileId, ZoneId},
        imports::{
            ImportKind, Inspection, Mapping, Source,
            mappings::{ReadingOptions, Remembered, SavedMapping},
        },
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
            remembered: None,
        };
        (uploaded, found)
    }

    fn column(head: &str) -> Source {
        Source::Column(head.to_owned())
    }

    #[test]
    fn the_last_reading_comes_back_by_itself_and_the_guess_on_demand() {
        let mut typed = Typed::blank();
        let (uploaded, mut found) = file("Nama");
        let last = Mapping::from([("email".to_owned(), column("Nama"))]);
        found.remembered = Some(Remembered {
            mapping: last.clone(),
            options: ReadingOptions {
                rupiah_per_unit: 16_000,
                date_order: "mdy".to_owned(),
            },
            by: Some("Siti".to_owned()),
            at: chrono::DateTime::UNIX_EPOCH,
        });
        typed.take(uploaded, found.clone());
        assert!(typed.is_recalled());
        assert_eq!(
            (&typed.mapping, typed.rate.as_str(), typed.order.as_str()),
            (&last, "16000", "mdy")
        );
        typed.guess();
        assert!(!typed.is_recalled());
        assert_eq!(typed.mapping, found.mapping);
    }

    #[test]
    fn a_kept_mapping_leaves_out_what_the_file_lacks_and_says_so() {
        let mut typed = Typed::blank();
        let (uploaded, found) = file("Nama");
        typed.take(uploaded, found);
        let kept = SavedMapping {
            id: 7,
            name: "Lama".to_owned(),
            owner: String::new(),
            mine: true,
            shared: false,
            mapping: Mapping::from([
                // However it is spelt.
                ("name".to_owned(), column("NAMA.")),
                ("phone".to_owned(), column("HP")),
            ]),
            options: ReadingOptions {
                rupiah_per_unit: 1,
                date_order: "dmy".to_owned(),
            },
        };
        assert_eq!(typed.lacks(&kept), ["HP"]);
        typed.choose(Some(&kept));
        assert_eq!(
            typed.mapping,
            Mapping::from([("name".to_owned(), column("Nama"))])
        );
        assert_eq!((typed.saved, typed.order.as_str()), (Some(7), "dmy"));
        typed.choose(None);
        assert_eq!(
            (typed.saved, typed.mapping.len()),
            (None, 1),
            "what it said stays"
        );
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
