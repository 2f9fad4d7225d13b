//! How the company charges tax, from the setting to the paper.

use aglis_core::{billing::document::invoice_pdf, context::Cx};
use chrono::{Days, NaiveDate, Utc};
use model::{
    billing::{InvoiceDetail, ShowInvoice},
    fault::Code,
    format::Zone,
    ids::InvoiceId,
    money::Rupiah,
    tax::{
        AddTaxRate, ChooseTax, Percent, RemoveTaxRate, ShowTax, TaxRate, TaxSettings, TaxTreatment,
    },
    text::Locale,
};

use crate::{
    ask::{ask, reason},
    main_job::{Office, approve, office, pdf_text},
};

struct Desk {
    office: Office,
    admin: Cx,
}

impl Desk {
    async fn new() -> Self {
        let office = office().await;
        let admin = office.db.staff("admin").await.cx();
        Self { office, admin }
    }

    async fn choose(&self, treatment: TaxTreatment) {
        ask(&self.admin, ChooseTax { treatment }).await.unwrap();
    }

    /// The first invoice of somebody new.
    async fn bill(&self) -> InvoiceId {
        approve(&self.office).await.invoice
    }

    async fn invoice(&self, id: InvoiceId) -> InvoiceDetail {
        ask(&self.office.cx, ShowInvoice { id }).await.unwrap()
    }

    async fn paper(&self, id: InvoiceId) -> String {
        let (_, pdf) = invoice_pdf(&self.office.cx.pool, id, Locale::Id)
            .await
            .unwrap();
        pdf_text(&pdf)
    }

    async fn tax(&self) -> TaxSettings {
        ask(&self.office.cx, ShowTax {}).await.unwrap()
    }
}

fn amounts(invoice: &InvoiceDetail) -> [i64; 4] {
    [invoice.subtotal, invoice.dpp, invoice.ppn, invoice.total].map(|amount| amount.0)
}

fn tomorrow() -> NaiveDate {
    Zone::Wib
        .day(Utc::now())
        .checked_add_days(Days::new(1))
        .unwrap()
}

#[tokio::test]
async fn an_invoice_is_taxed_as_the_company_charges_it_on_its_day() {
    let desk = Desk::new().await;
    assert_eq!(desk.tax().await.treatment, TaxTreatment::Added);
    let added = desk.bill().await;
    desk.choose(TaxTreatment::Included).await;
    let included = desk.bill().await;
    desk.choose(TaxTreatment::None).await;
    let untaxed = desk.bill().await;

    let (added, included, untaxed) = (
        desk.invoice(added).await,
        desk.invoice(included).await,
        desk.invoice(untaxed).await,
    );
    assert_eq!(amounts(&added), [250_000, 229_167, 27_500, 277_500]);
    assert_eq!(amounts(&included), [250_000, 206_456, 24_775, 250_000]);
    assert!(included.tax_included && !added.tax_included);
    assert_eq!(amounts(&untaxed), [250_000, 250_000, 0, 250_000]);
    assert_eq!(untaxed.tax_rate, "0");

    let paper = desk.paper(added.id).await;
    assert!(
        paper.contains("PPN 12% Rp 27.500 Total Rp 277.500"),
        "{paper}"
    );
    let paper = desk.paper(included.id).await;
    assert!(
        paper.contains("PPN 12% (sudah termasuk) Rp 24.775 Total Rp 250.000"),
        "{paper}"
    );
    let paper = desk.paper(untaxed.id).await;
    assert!(
        !paper.contains("PPN") && paper.contains("Total Rp 250.000"),
        "{paper}"
    );
}

#[tokio::test]
async fn what_is_billed_does_not_follow_the_setting() {
    let desk = Desk::new().await;
    let id = desk.bill().await;
    let (before, paper) = (desk.invoice(id).await, desk.paper(id).await);
    for treatment in [TaxTreatment::Included, TaxTreatment::None] {
        desk.choose(treatment).await;
        assert_eq!(desk.invoice(id).await, before);
        assert_eq!(desk.paper(id).await, paper);
    }
}

#[tokio::test]
async fn a_rate_is_fixed_ahead_and_taken_back_until_it_begins() {
    let desk = Desk::new().await;
    let rate = TaxRate {
        valid_from: tomorrow(),
        rate: Percent(1150),
        base: (1, 1),
    };
    ask(&desk.admin, AddTaxRate { rate }).await.unwrap();
    assert_eq!(desk.tax().await.rates.first(), Some(&rate));
    let twice = ask(&desk.admin, AddTaxRate { rate }).await.unwrap_err();
    assert_eq!(twice.field("valid_from")[0].code, "TAKEN");
    let bill = desk.bill().await;
    assert_eq!(
        desk.invoice(bill).await.ppn,
        Rupiah(27_500),
        "today the old rate holds"
    );

    let valid_from = rate.valid_from;
    ask(&desk.admin, RemoveTaxRate { valid_from })
        .await
        .unwrap();
    assert!(!desk.tax().await.rates.contains(&rate));
    let begun = desk.tax().await.rates[0].valid_from;
    let fault = ask(&desk.admin, RemoveTaxRate { valid_from: begun })
        .await
        .unwrap_err();
    assert_eq!(fault.field("valid_from")[0].code, "DATE_TOMORROW");
    let today = TaxRate {
        valid_from: begun,
        ..rate
    };
    let fault = ask(&desk.admin, AddTaxRate { rate: today })
        .await
        .unwrap_err();
    assert_eq!(reason(&fault), "DATE_TOMORROW");
}

#[tokio::test]
async fn only_an_admin_decides_about_tax() {
    let desk = Desk::new().await;
    let rate = TaxRate {
        valid_from: tomorrow(),
        rate: Percent(1),
        base: (1, 1),
    };
    let office = &desk.office.cx;
    let refused = [
        ask(
            office,
            ChooseTax {
                treatment: TaxTreatment::None,
            },
        )
        .await
        .unwrap_err(),
        ask(office, AddTaxRate { rate }).await.unwrap_err(),
        ask(
            office,
            RemoveTaxRate {
                valid_from: tomorrow(),
            },
        )
        .await
        .unwrap_err(),
    ];
    for fault in refused {
        assert_eq!(fault.code, Code::Forbidden);
    }
}
