//! From a registration to a paid invoice on paper.

use aglis_core::{billing::document::invoice_pdf, context::Cx};
use model::{
    billing::{RecordPayment, ShowInvoice, VoidInvoice},
    customers::ShowCustomer,
    ids::{PackageId, StaffId, ZoneId},
    money::Rupiah,
    registrations::{
        Address, ApproveRegistration, Approved, CreateRegistration, EndRegistration,
        ShowRegistration, VerifyRegistration,
    },
    states::{InvoiceStatus, PaymentMethod, RegistrationStatus, ServiceStatus, TicketStatus},
    text::Locale,
    tickets::{AssignTicket, CompleteTicket, ListTickets, MoveTicket, ShowTicket},
};

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

fn application(zone: i64, package: i64) -> CreateRegistration {
    CreateRegistration {
        name: "Budi Santoso".to_owned(),
        phone: "0812-3456-7890".to_owned(),
        email: String::new(),
        nik: "3273014101900001".to_owned(),
        address: Address {
            street: "Jl. Merdeka 5".to_owned(),
            kecamatan: "Coblong".to_owned(),
            ..Address::default()
        },
        zone: Some(ZoneId(zone)),
        package: Some(PackageId(package)),
        preferred_date: None,
        preferred_slot: None,
        note: "rumah pagar hijau".to_owned(),
    }
}

pub(crate) fn photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    image::RgbImage::new(32, 24)
        .write_to(
            &mut std::io::Cursor::new(&mut bytes),
            image::ImageFormat::Png,
        )
        .unwrap();
    bytes
}

pub(crate) struct Office {
    pub(crate) db: TestDb,
    pub(crate) cx: Cx,
    zone: i64,
    package: i64,
}

pub(crate) async fn office() -> Office {
    let db = TestDb::new().await;
    let zone = build::zone(db.owner(), "Bandung Utara").await;
    let package = build::package(db.owner(), "HS50", 250_000).await;
    let siti = db.staff("office").await;
    Office {
        cx: Cx::new(siti.pool, "meja depan"),
        db,
        zone,
        package,
    }
}

pub(crate) async fn approve(office: &Office) -> Approved {
    let made = ask(&office.cx, application(office.zone, office.package))
        .await
        .unwrap();
    ask(
        &office.cx,
        VerifyRegistration {
            id: made.id,
            version: 1,
        },
    )
    .await
    .unwrap();
    ask(
        &office.cx,
        ApproveRegistration {
            id: made.id,
            version: 2,
            billing_day: 5,
            customer: None,
        },
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn a_registration_becomes_an_installed_customer_with_a_paid_invoice() {
    let office = office().await;
    let made = ask(&office.cx, application(office.zone, office.package))
        .await
        .unwrap();
    let shown = ask(&office.cx, ShowRegistration { id: made.id })
        .await
        .unwrap();
    assert_eq!(
        (shown.status, shown.nik_masked.as_deref()),
        (
            RegistrationStatus::PendingVerification,
            Some("••••••••••••0001")
        )
    );
    ask(
        &office.cx,
        VerifyRegistration {
            id: made.id,
            version: shown.version,
        },
    )
    .await
    .unwrap();
    let approved = ask(
        &office.cx,
        ApproveRegistration {
            id: made.id,
            version: 2,
            billing_day: 5,
            customer: None,
        },
    )
    .await
    .unwrap();

    let joko = office.db.staff("technician").await;
    let technician = Cx::new(joko.pool, "laptop joko");
    assert!(
        ask(
            &technician,
            ListTickets {
                query: Default::default()
            }
        )
        .await
        .unwrap()
        .rows
        .is_empty(),
        "nothing is his yet"
    );
    let ticket = ask(
        &office.cx,
        ShowTicket {
            id: approved.ticket,
        },
    )
    .await
    .unwrap();
    ask(
        &office.cx,
        AssignTicket {
            id: ticket.id,
            version: ticket.version,
            lead: StaffId(joko.id),
            helpers: vec![],
        },
    )
    .await
    .unwrap();

    assert_eq!(
        ask(
            &technician,
            ListTickets {
                query: Default::default()
            }
        )
        .await
        .unwrap()
        .rows
        .len(),
        1
    );
    ask(
        &technician,
        MoveTicket {
            id: ticket.id,
            version: 2,
            to: TicketStatus::InProgress,
            reason: String::new(),
        },
    )
    .await
    .unwrap();
    let bare = CompleteTicket {
        id: ticket.id,
        version: 3,
        resolution: "terpasang, sinyal -19 dBm".to_owned(),
        evidence: vec![],
    };
    assert_eq!(
        reason(&ask(&technician, bare.clone()).await.unwrap_err()),
        "EVIDENCE_REQUIRED"
    );
    let evidence = vec![technician.uploads.keep("rumah.png", &photo()).unwrap()];
    ask(&technician, CompleteTicket { evidence, ..bare })
        .await
        .unwrap();

    let shown = ask(&office.cx, ShowRegistration { id: made.id })
        .await
        .unwrap();
    assert_eq!(shown.status, RegistrationStatus::Installed);
    let invoice = ask(
        &office.cx,
        ShowInvoice {
            id: approved.invoice,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (invoice.status, invoice.total),
        (InvoiceStatus::Issued, Rupiah(277_500))
    );
    let pay = RecordPayment {
        invoice: invoice.id,
        amount: invoice.total,
        method: PaymentMethod::BankTransfer,
        received_on: invoice.issued_on.unwrap(),
        reference: "BCA 123".to_owned(),
    };
    let over = RecordPayment {
        amount: Rupiah(277_501),
        ..pay.clone()
    };
    assert_eq!(
        reason(&ask(&office.cx, over).await.unwrap_err()),
        "PAY_OVER"
    );
    let paid = ask(&office.cx, pay.clone()).await.unwrap();
    assert_eq!(
        (paid.status, paid.balance),
        (InvoiceStatus::Paid, Rupiah::ZERO)
    );
    assert_eq!(
        reason(&ask(&office.cx, pay).await.unwrap_err()),
        "WRONG_STATE",
        "a paid invoice takes no more money"
    );

    let customer = ask(
        &office.cx,
        ShowCustomer {
            id: approved.customer,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (
            customer.outstanding,
            customer.services[0].status,
            customer.services[0].billing_day
        ),
        (Rupiah::ZERO, ServiceStatus::Active, 5)
    );
    let (number, pdf) = invoice_pdf(&office.cx.pool, invoice.id, Locale::Id)
        .await
        .unwrap();
    assert_eq!(number, approved.invoice_number);
    let text = pdf_text(&pdf);
    for said in [
        "LUNAS",
        "dua ratus tujuh puluh tujuh ribu lima ratus rupiah",
        "Rp 277.500",
        number.as_str(),
    ] {
        assert!(
            text.to_lowercase().contains(&said.to_lowercase()),
            "the invoice says {said}: {text}"
        );
    }
}

pub(crate) fn pdf_text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invoice.pdf");
    std::fs::write(&file, pdf).unwrap();
    let said = std::process::Command::new("pdftotext")
        .args(["-raw"])
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    String::from_utf8(said.stdout)
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test]
async fn an_approval_that_fails_in_the_middle_leaves_nothing() {
    let office = office().await;
    let made = ask(&office.cx, application(office.zone, office.package))
        .await
        .unwrap();
    ask(
        &office.cx,
        VerifyRegistration {
            id: made.id,
            version: 1,
        },
    )
    .await
    .unwrap();
    sqlx::query("delete from package_prices")
        .execute(office.db.owner())
        .await
        .unwrap();
    let refused = ask(
        &office.cx,
        ApproveRegistration {
            id: made.id,
            version: 2,
            billing_day: 5,
            customer: None,
        },
    )
    .await
    .unwrap_err();
    assert_eq!(reason(&refused), "PRICE_MISSING");
    let left: i64 = sqlx::query_scalar("select (select count(*) from customers) + (select count(*) from services) + (select count(*) from tickets)")
        .fetch_one(office.db.owner())
        .await
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(
        ask(&office.cx, ShowRegistration { id: made.id })
            .await
            .unwrap()
            .status,
        RegistrationStatus::Verified
    );
}

#[tokio::test]
async fn a_step_that_may_not_follow_is_refused_with_its_reason() {
    let office = office().await;
    let made = ask(&office.cx, application(office.zone, office.package))
        .await
        .unwrap();
    let early = ApproveRegistration {
        id: made.id,
        version: 1,
        billing_day: 5,
        customer: None,
    };
    assert_eq!(
        reason(&ask(&office.cx, early.clone()).await.unwrap_err()),
        "WRONG_STATE"
    );
    let no = EndRegistration {
        id: made.id,
        version: 1,
        outcome: RegistrationStatus::Rejected,
        reason: "di luar jangkauan".to_owned(),
    };
    let silent = EndRegistration {
        reason: " ".to_owned(),
        ..no.clone()
    };
    assert_eq!(
        reason(&ask(&office.cx, silent).await.unwrap_err()),
        "REASON_REQUIRED"
    );
    ask(&office.cx, no).await.unwrap();
    assert_eq!(
        reason(
            &ask(
                &office.cx,
                ApproveRegistration {
                    version: 2,
                    ..early.clone()
                }
            )
            .await
            .unwrap_err()
        ),
        "WRONG_STATE"
    );
    assert_eq!(reason(&ask(&office.cx, early).await.unwrap_err()), "STALE");
}

#[tokio::test]
async fn the_same_person_or_place_is_hinted_at() {
    let office = office().await;
    let approved = approve(&office).await;
    let second = ask(
        &office.cx,
        CreateRegistration {
            nik: String::new(),
            ..application(office.zone, office.package)
        },
    )
    .await
    .unwrap();
    let hints = ask(&office.cx, ShowRegistration { id: second.id })
        .await
        .unwrap()
        .duplicates;
    assert!(
        hints
            .iter()
            .any(|hint| hint.kind == "customer" && hint.number == approved.customer_code),
        "{hints:?}"
    );
    assert!(
        hints
            .iter()
            .any(|hint| hint.kind == "registration" && hint.by == "phone"),
        "{hints:?}"
    );
}

#[tokio::test]
async fn only_an_admin_withdraws_an_invoice_and_it_keeps_its_number() {
    let office = office().await;
    let approved = approve(&office).await;
    let void = VoidInvoice {
        id: approved.invoice,
        version: 1,
        reason: "salah paket".to_owned(),
    };
    assert_eq!(
        reason(&ask(&office.cx, void.clone()).await.unwrap_err()),
        "Forbidden"
    );
    let admin = Cx::new(office.db.staff("admin").await.pool, "meja admin");
    ask(&admin, void).await.unwrap();
    let shown = ask(
        &admin,
        ShowInvoice {
            id: approved.invoice,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (shown.status, shown.number),
        (InvoiceStatus::Void, approved.invoice_number)
    );
    assert_eq!(
        ask(
            &admin,
            ShowCustomer {
                id: approved.customer
            }
        )
        .await
        .unwrap()
        .outstanding,
        Rupiah::ZERO
    );
}

#[tokio::test]
async fn a_wrong_form_says_what_is_wrong_in_each_field() {
    let office = office().await;
    let wrong = CreateRegistration {
        name: "\u{200b}".to_owned(),
        phone: "08123".to_owned(),
        email: "a@b".to_owned(),
        nik: "123".to_owned(),
        package: None,
        ..application(office.zone, office.package)
    };
    let fault = ask(&office.cx, wrong).await.unwrap_err();
    let found: Vec<_> = fault
        .fields
        .iter()
        .map(|(field, problems)| (field.as_str(), problems[0].code.as_str()))
        .collect();
    let expected = [
        ("email", "EMAIL_FORMAT"),
        ("name", "NAME_REQUIRED"),
        ("nik", "NIK_16"),
        ("package", "CHOICE_REQUIRED"),
        ("phone", "PHONE_LENGTH"),
    ];
    assert_eq!(found, expected);
}
