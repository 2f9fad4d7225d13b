//! Mappings: kept under a name, shared with colleagues, and the last one that comes back by itself.

use aglis_core::context::Cx;
use model::imports::{
    ImportKind, ImportPlan, InspectImport, Inspection, Mapping, RunImport, Source,
    mappings::{
        ChangeMapping, DeleteMapping, ListMappings, MappingForm, ReadingOptions, SaveMapping,
        SavedMapping,
    },
};

use super::{desk, inspect, plan_as};
use crate::{
    ask::{ask, reason},
    support::database::TestDb,
};

fn form(name: &str, shared: bool) -> MappingForm {
    MappingForm {
        kind: ImportKind::Payments,
        name: name.to_owned(),
        shared,
        mapping: Mapping::from([(
            "external_id".to_owned(),
            Source::Column("Kwitansi".to_owned()),
        )]),
        options: ReadingOptions {
            rupiah_per_unit: 1,
            date_order: "dmy".to_owned(),
        },
    }
}

async fn mappings(cx: &Cx) -> Vec<SavedMapping> {
    let kind = ImportKind::Payments;
    ask(cx, ListMappings { kind }).await.unwrap()
}

#[tokio::test]
async fn a_mapping_is_kept_shared_renamed_and_taken_away() {
    let db = TestDb::new().await;
    let (siti, dewi) = (desk(&db, "office").await, desk(&db, "admin").await);
    let mapping = form("  Sistem lama ", false);
    let id = ask(&siti, SaveMapping { mapping }).await.unwrap();
    let mine = mappings(&siti).await;
    assert_eq!((mine[0].name.as_str(), mine[0].mine), ("Sistem lama", true));
    assert_eq!(
        (&mine[0].mapping, &mine[0].options),
        (&form("", false).mapping, &form("", false).options)
    );
    assert!(
        mappings(&dewi).await.is_empty(),
        "what is not shared is one's own"
    );
    let other_kind = ListMappings {
        kind: ImportKind::Tickets,
    };
    assert!(ask(&siti, other_kind).await.unwrap().is_empty());

    let mapping = form("Bank", true);
    ask(&siti, ChangeMapping { id, mapping }).await.unwrap();
    let seen = mappings(&dewi).await;
    assert!(seen[0].name == "Bank" && seen[0].shared && !seen[0].mine);
    let mapping = form("Punya saya", true);
    let refused = ask(&dewi, ChangeMapping { id, mapping }).await.unwrap_err();
    assert_eq!(reason(&refused), "NotFound");
    let mapping = form("Bank", false);
    let twice = ask(&siti, SaveMapping { mapping }).await.unwrap_err();
    assert_eq!(reason(&twice), "TAKEN");

    ask(&dewi, DeleteMapping { id }).await.unwrap();
    assert!(
        mappings(&siti).await.is_empty(),
        "an admin takes shared ones away"
    );
}

#[tokio::test]
async fn whoever_imports_nothing_keeps_no_mappings() {
    let db = TestDb::new().await;
    for role in ["supervisor", "technician"] {
        let cx = desk(&db, role).await;
        let mapping = form("x", false);
        let refused = ask(&cx, SaveMapping { mapping }).await.unwrap_err();
        assert_eq!(reason(&refused), "Forbidden", "{role}");
        let kind = ImportKind::Payments;
        let refused = ask(&cx, ListMappings { kind }).await.unwrap_err();
        assert_eq!(reason(&refused), "Forbidden", "{role}");
    }
}

#[tokio::test]
async fn a_mapping_speaks_of_fields_that_its_kind_has() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    let mut mapping = form("x", false);
    let source = Source::Column("Teknisi".to_owned());
    mapping.mapping.insert("technician".to_owned(), source);
    let refused = ask(&cx, SaveMapping { mapping }).await.unwrap_err();
    assert_eq!(reason(&refused), "MAP_UNKNOWN");
}

async fn look(cx: &Cx, text: &str, kind: Option<ImportKind>) -> Inspection {
    let file = cx.uploads.keep("data.csv", text.as_bytes()).unwrap();
    let asked = InspectImport {
        kind,
        ..inspect(file)
    };
    ask(cx, asked).await.unwrap()
}

#[tokio::test]
async fn the_same_heads_come_back_as_they_were_read_last() {
    let db = TestDb::new().await;
    let (siti, dewi) = (desk(&db, "office").await, desk(&db, "admin").await);
    let text = "Kunci,Panggilan,No. HP\nP-1,Budi,081234567890\n";
    assert_eq!(look(&siti, text, None).await.remembered, None);
    let column = |head: &str| Source::Column(head.to_owned());
    let plan = ImportPlan {
        mapping: Mapping::from([
            ("external_id".to_owned(), column("Kunci")),
            ("name".to_owned(), column("Panggilan")),
        ]),
        ..plan_as(&siti, ImportKind::Customers, text).await
    };
    ask(&siti, RunImport { plan: plan.clone() }).await.unwrap();

    let next = "KUNCI,panggilan,No HP\nP-2,Siti,081234567891\n";
    let remembered = look(&dewi, next, None).await.remembered.unwrap();
    let right = Mapping::from([
        ("external_id".to_owned(), column("KUNCI")),
        ("name".to_owned(), column("panggilan")),
    ]);
    assert_eq!(remembered.mapping, right);
    assert_eq!(remembered.options.date_order, "dmy");
    assert!(remembered.by.is_some());
    let other = look(&siti, "Kunci,No. HP,Panggilan\nP-1,1,Budi\n", None).await;
    assert_eq!(other.remembered, None, "another row of heads");
    let tickets = look(&siti, text, Some(ImportKind::Tickets)).await;
    assert_eq!(tickets.remembered, None, "another kind");
}

#[tokio::test]
async fn heads_that_were_always_one_kind_are_that_kind_again() {
    let db = TestDb::new().await;
    let cx = desk(&db, "office").await;
    // By its heads a list of invoices; here it is where the customers stand.
    let text = "No Tagihan,ID Pelanggan,Tanggal,Jatuh Tempo,Jumlah\nF-1,P-1,01/01/2025,20/01/2025,250.000\n";
    assert_eq!(look(&cx, text, None).await.kind, ImportKind::Invoices);
    let plan = plan_as(&cx, ImportKind::Customers, text).await;
    ask(&cx, RunImport { plan }).await.unwrap();
    assert_eq!(look(&cx, text, None).await.kind, ImportKind::Customers);
    let plan = plan_as(&cx, ImportKind::Invoices, text).await;
    ask(&cx, RunImport { plan }).await.unwrap();
    assert_eq!(
        look(&cx, text, None).await.kind,
        ImportKind::Invoices,
        "both were: the heads decide"
    );
}
