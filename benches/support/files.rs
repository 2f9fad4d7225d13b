//! The files the import is measured with: well-known public ones where they are at hand, otherwise made-up ones with the
//! same heads and as many rows. Payments and tickets are always made up.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

const CUSTOMERS: u64 = 7_043;
const INVOICES: u64 = 2_586;
/// Bills, payments and tickets.
const MANY: u64 = 10_000;
/// Whom they are about.
const PAYERS: u64 = 1_000;

/// A file to import.
pub struct File {
    /// Its name, as the person chose it.
    pub name: &'static str,
    /// What stands in it.
    pub bytes: Vec<u8>,
    /// Rows below the heads.
    pub rows: u64,
    /// `file`, or `generated` where there was none.
    pub source: &'static str,
}

/// The list of customers: `AGLIS_BENCH_CUSTOMERS`, else the one beside the repository.
pub fn customers() -> File {
    let name = "telco_customers_7043.csv";
    found(name, "AGLIS_BENCH_CUSTOMERS").unwrap_or_else(|| made(name, made_customers(), CUSTOMERS))
}

/// The list of invoices: `AGLIS_BENCH_INVOICES`, else the one beside the repository.
pub fn invoices() -> File {
    let name = "invoices_accounts_receivable_ibm.csv";
    found(name, "AGLIS_BENCH_INVOICES").unwrap_or_else(|| made(name, made_invoices(), INVOICES))
}

/// Customers whom [`bills`], [`payments`] and [`tickets`] are about.
pub fn payers() -> File {
    let mut text = String::from("customerID,Nama\n");
    for at in 0..PAYERS {
        text.push_str(&format!("MADE-{at},Pelanggan {at}\n"));
    }
    made("payers.csv", text, PAYERS)
}

/// Invoices of the payers.
pub fn bills() -> File {
    let mut text = String::from("invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount\n");
    for at in 0..MANY {
        let month = at / PAYERS + 1;
        text.push_str(&format!(
            "BILL-{at},MADE-{},2024-{month:02}-01,2024-{month:02}-20,20.00\n",
            at % PAYERS
        ));
    }
    made("bills.csv", text, MANY)
}

/// Money for the bills: half of it names its bill, the other half only its customer; some pay too much.
pub fn payments() -> File {
    let mut text = String::from("paymentID,invoiceNumber,customerID,paymentDate,amount,method\n");
    for at in 0..MANY {
        let bill = if at % 2 == 0 {
            format!("BILL-{at}")
        } else {
            String::new()
        };
        text.push_str(&format!(
            "PAID-{at},{bill},MADE-{},2024-{:02}-15 09:{:02},{}.00,{}\n",
            at % PAYERS,
            at / PAYERS + 1,
            at % 60,
            15 + at % 7,
            pick(&["tunai", "transfer", "QRIS"], at),
        ));
    }
    made("payments.csv", text, MANY)
}

/// Tickets of the payers, of which one in ten is still open.
pub fn tickets() -> File {
    let mut text =
        String::from("ticketID,customerID,type,category,priority,status,title,opened,closed\n");
    for at in 0..MANY {
        let day = format!("2024-{:02}-{:02}", at % 12 + 1, at % 28 + 1);
        let (status, closed) = if at % 10 == 0 {
            ("open", String::new())
        } else {
            ("resolved", format!("{day} 16:30"))
        };
        text.push_str(&format!(
            "TROUBLE-{at},MADE-{},gangguan,{},{},{status},Laporan {at},{day} 08:{:02},{closed}\n",
            at % PAYERS,
            pick(&["Lambat", "los", "router"], at),
            pick(&["low", "normal", "high"], at),
            at % 60,
        ));
    }
    made("tickets.csv", text, MANY)
}

fn found(name: &'static str, variable: &str) -> Option<File> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = env::var_os(variable).map_or_else(|| beside.join(name), PathBuf::from);
    let bytes = fs::read(&path).ok()?;
    let lines = bytes.split(|byte| *byte == b'\n');
    let rows = lines.filter(|line| !line.trim_ascii().is_empty()).count() as u64 - 1;
    Some(File {
        name,
        bytes,
        rows,
        source: "file",
    })
}

fn made(name: &'static str, text: String, rows: u64) -> File {
    File {
        name,
        bytes: text.into_bytes(),
        rows,
        source: "generated",
    }
}

fn made_customers() -> String {
    let mut text = String::from(
        "customerID,gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,OnlineSecurity,\
         OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,PaymentMethod,\
         MonthlyCharges,TotalCharges,Churn\n",
    );
    for at in 0..CUSTOMERS {
        let tenure = at * 31 % 73;
        let cents = 1_825 + at * 7_919 % 10_050;
        let total = cents * tenure;
        text.push_str(&format!(
            "{at:04}-MADE,{},{},Yes,No,{tenure},Yes,No,{},No,Yes,No,No,No,Yes,{},Yes,Mailed check,{}.{:02},{}.{:02},{}\n",
            pick(&["Female", "Male"], at),
            at % 6 / 5,
            pick(&["DSL", "Fiber optic", "No"], at / 2),
            pick(&["Month-to-month", "One year", "Two year"], at / 3),
            cents / 100,
            cents % 100,
            total / 100,
            total % 100,
            pick(&["No", "No", "No", "Yes"], at / 5),
        ));
    }
    text
}

fn made_invoices() -> String {
    let mut text = String::from(
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill,\
         DaysToSettle,DaysLate\n",
    );
    for at in 0..INVOICES {
        let month = at % 12 + 1;
        let day = at * 7 % 28 + 1;
        let next = month % 12 + 1;
        let year = 2012 + at % 2;
        let due_year = if next == 1 { year + 1 } else { year };
        text.push_str(&format!(
            "{},{:04}-PAYS,,{},{month}/{day}/{year},{next}/{day}/{due_year},{}.{:02},No,{next}/{day}/{due_year},Paper,30,0\n",
            pick(&["391", "770", "818"], at),
            at % 100,
            1_000_000 + at * 7_919,
            20 + at * 13 % 100,
            at * 37 % 100,
        ));
    }
    text
}

fn pick<'a>(words: &[&'a str], at: u64) -> &'a str {
    words[usize::try_from(at).unwrap_or(0) % words.len()]
}
