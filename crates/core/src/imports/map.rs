//! Which column fills which field: our guess from the heads, and the check of what a person chose.

use std::collections::BTreeMap;

use model::{
    imports::{ImportField, ImportKind, Mapping, Source, mappings::plain},
    problem::{Problem, Problems},
};

use super::{fields::list, read::Row};

/// The fields of a kind, in the order of the form.
pub(crate) fn fields(kind: ImportKind) -> Vec<ImportField> {
    list(kind)
        .iter()
        .map(|field| ImportField {
            name: field.name.to_owned(),
            required: field.required,
        })
        .collect()
}

/// What tells each kind from the ones after it, besides a key that is called more than *ID*.
const MARKS: [(ImportKind, &[&str]); 3] = [
    (ImportKind::Payments, &["amount", "received_at"]),
    (ImportKind::Invoices, &["amount"]),
    (ImportKind::Tickets, &["customer", "opened_at"]),
];

/// What the file probably holds: payments, invoices and tickets have a number of their own.
pub(crate) fn guess_kind(heads: &[String]) -> ImportKind {
    let fits = |kind, marks: &[&str]| {
        let mapping = guess(kind, heads);
        let has_key =
            matches!(mapping.get("external_id"), Some(Source::Column(head)) if plain(head) != "id");
        has_key && marks.iter().all(|field| mapping.contains_key(*field))
    };
    MARKS
        .into_iter()
        .find(|(kind, marks)| fits(*kind, marks))
        .map_or(ImportKind::Customers, |(kind, _)| kind)
}

/// Our guess: the first head that means a field; a column fills one field only.
pub(crate) fn guess(kind: ImportKind, heads: &[String]) -> Mapping {
    let plain_heads: Vec<String> = heads.iter().map(|head| plain(head)).collect();
    let mut taken = vec![false; heads.len()];
    let mut mapping = Mapping::new();
    for field in list(kind) {
        let found = field.heads.split_whitespace().find_map(|wanted| {
            plain_heads
                .iter()
                .position(|head| head.as_str() == wanted)
                .filter(|at| !taken[*at])
        });
        if let Some(at) = found {
            taken[at] = true;
            mapping.insert(field.name.to_owned(), Source::Column(heads[at].clone()));
        }
    }
    // A list without names is still a list of customers: the old number then stands where the name would.
    if kind == ImportKind::Customers
        && !mapping.contains_key("name")
        && let Some(number) = mapping.get("external_id").cloned()
    {
        mapping.insert("name".to_owned(), number);
    }
    mapping
}

#[derive(Debug)]
enum Place {
    Column(usize),
    Fixed(String),
}

/// An error of the spreadsheet where a field's value should be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CellError {
    /// The field.
    pub field: &'static str,
    /// What the spreadsheet shows, such as `#N/A`.
    pub shown: &'static str,
}

impl CellError {
    /// Why a row with it is refused.
    pub(crate) fn problem(&self) -> Problem {
        Problem::new("CELL_ERROR").with("value", self.shown)
    }
}

/// A checked mapping: answers the value of a field in a row.
#[derive(Debug)]
pub(crate) struct Columns {
    places: BTreeMap<&'static str, Place>,
    heads: BTreeMap<&'static str, String>,
}

impl Columns {
    /// Checks what a person chose.
    ///
    /// # Errors
    /// At `mapping.FIELD`: `MAP_UNKNOWN` for a field or column that does not exist, `MAP_REQUIRED` for a required field
    /// without a source; numbers that tell records apart need a column.
    pub(crate) fn new(
        kind: ImportKind,
        mapping: &Mapping,
        heads: &[String],
    ) -> Result<Self, Problems> {
        let mut problems = Problems::none();
        let mut columns = Self {
            places: BTreeMap::new(),
            heads: BTreeMap::new(),
        };
        for (name, source) in mapping {
            let at = format!("mapping.{name}");
            let Some(field) = list(kind).iter().find(|field| field.name == name) else {
                problems.add(&at, Problem::new("MAP_UNKNOWN").with("column", name));
                continue;
            };
            match source {
                Source::Column(head) => match heads.iter().position(|known| known == head) {
                    Some(place) => {
                        columns.places.insert(field.name, Place::Column(place));
                        columns.heads.insert(field.name, plain(head));
                    }
                    None => problems.add(&at, Problem::new("MAP_UNKNOWN").with("column", head)),
                },
                Source::Fixed(text) if field.name == "external_id" || text.trim().is_empty() => {
                    problems.add(&at, Problem::new("MAP_REQUIRED"));
                }
                Source::Fixed(text) => {
                    columns
                        .places
                        .insert(field.name, Place::Fixed(text.trim().to_owned()));
                }
            }
        }
        for field in list(kind)
            .iter()
            .filter(|field| field.required && !mapping.contains_key(field.name))
        {
            problems.add(
                &format!("mapping.{}", field.name),
                Problem::new("MAP_REQUIRED"),
            );
        }
        // Somebody must have paid; which of the two says who differs from file to file.
        if kind == ImportKind::Payments
            && !["invoice", "customer"]
                .iter()
                .any(|field| mapping.contains_key(*field))
        {
            problems.add("mapping.customer", Problem::new("MAP_REQUIRED"));
        }
        problems.into_result().map(|()| columns)
    }

    /// The trimmed value; none when the field has no source or the cell is empty.
    pub(crate) fn value<'a>(&'a self, row: &'a Row, field: &str) -> Option<&'a str> {
        let value = match self.places.get(field)? {
            Place::Column(at) => row.cells.get(*at)?.trim(),
            Place::Fixed(text) => text,
        };
        (!value.is_empty()).then_some(value)
    }

    /// The mapped fields whose cell shows an error of the spreadsheet.
    pub(crate) fn errors(&self, row: &Row) -> Vec<CellError> {
        let mut found = Vec::new();
        for (column, shown) in &row.errors {
            for (field, place) in &self.places {
                if matches!(place, Place::Column(at) if at == column) {
                    found.push(CellError { field, shown });
                }
            }
        }
        found
    }

    /// The head of the column that fills a field, in lower-case letters; none for a fixed value.
    pub(crate) fn head(&self, field: &str) -> Option<&str> {
        self.heads.get(field).map(String::as_str)
    }

    /// Whether two fields come from the same column.
    pub(crate) fn same(&self, one: &str, other: &str) -> bool {
        self.head(one).is_some() && self.head(one) == self.head(other)
    }
}

#[cfg(test)]
mod tests {
    use model::imports::{ImportKind, Mapping, Source};

    use super::{Columns, guess, guess_kind};

    fn heads(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    fn told(mapping: &Mapping) -> String {
        let pairs: Vec<String> = mapping
            .iter()
            .map(|(field, source)| match source {
                Source::Column(head) => format!("{field}={head}"),
                Source::Fixed(text) => format!("{field}='{text}'"),
            })
            .collect();
        pairs.join(" ")
    }

    #[test]
    fn lists_of_other_systems_map_by_their_heads() {
        let telco = heads(
            "customerID,gender,SeniorCitizen,tenure,InternetService,Contract,PaymentMethod,MonthlyCharges,TotalCharges,Churn",
        );
        assert_eq!(guess_kind(&telco), ImportKind::Customers);
        assert_eq!(
            told(&guess(ImportKind::Customers, &telco)),
            "external_id=customerID monthly_price=MonthlyCharges name=customerID package=InternetService status=Churn tags=Contract tenure_months=tenure"
        );
        let receivables = heads(
            "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate",
        );
        assert_eq!(guess_kind(&receivables), ImportKind::Invoices);
        assert_eq!(
            told(&guess(ImportKind::Invoices, &receivables)),
            "amount=InvoiceAmount customer=customerID due_on=DueDate external_id=invoiceNumber issued_on=InvoiceDate settled_on=SettledDate"
        );
        let money = heads("No Kwitansi,No Tagihan,Tanggal Bayar,Nominal,Metode");
        assert_eq!(guess_kind(&money), ImportKind::Payments);
        let trouble = heads("No Tiket,ID Pelanggan,Tanggal Lapor,Jenis,Status,Keluhan,Teknisi");
        assert_eq!(guess_kind(&trouble), ImportKind::Tickets);
        assert_eq!(
            told(&guess(ImportKind::Tickets, &trouble)),
            "customer=ID Pelanggan external_id=No Tiket kind=Jenis opened_at=Tanggal Lapor status=Status technician=Teknisi title=Keluhan"
        );
        let indonesian = heads(
            "ID Pelanggan,Nama Pelanggan,No. HP,Alamat,RT,RW,Kelurahan,Kecamatan,Kota,Paket,Harga,Status",
        );
        assert_eq!(
            told(&guess(ImportKind::Customers, &indonesian)),
            "city=Kota external_id=ID Pelanggan kecamatan=Kecamatan kelurahan=Kelurahan monthly_price=Harga name=Nama Pelanggan package=Paket phone=No. HP rt=RT rw=RW status=Status street=Alamat"
        );
    }

    #[test]
    fn a_mapping_names_what_exists_and_fills_what_is_required() {
        let heads = heads("id,nama");
        let mapping = Mapping::from([
            ("external_id".to_owned(), Source::Fixed("1".to_owned())),
            ("colour".to_owned(), Source::Column("nama".to_owned())),
            ("phone".to_owned(), Source::Column("hp".to_owned())),
        ]);
        let problems = Columns::new(ImportKind::Customers, &mapping, &heads).unwrap_err();
        for (field, code) in [
            ("external_id", "MAP_REQUIRED"),
            ("colour", "MAP_UNKNOWN"),
            ("phone", "MAP_UNKNOWN"),
            ("name", "MAP_REQUIRED"),
        ] {
            assert_eq!(
                problems.field(&format!("mapping.{field}"))[0].code,
                code,
                "{field}"
            );
        }
        let money = self::heads("No Kwitansi,Tanggal Bayar,Nominal");
        let nobody = guess(ImportKind::Payments, &money);
        let problems = Columns::new(ImportKind::Payments, &nobody, &money).unwrap_err();
        assert_eq!(problems.field("mapping.customer")[0].code, "MAP_REQUIRED");
        assert!(
            Columns::new(
                ImportKind::Customers,
                &guess(ImportKind::Customers, &heads),
                &heads
            )
            .is_ok()
        );
    }
}
