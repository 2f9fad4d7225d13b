//! A customer list as it comes out of another company's system.

use std::{fmt::Write as _, fs, path::Path};

/// Customers in the list.
pub const ROWS: usize = 7_043;

/// Writes the list to `file`: the public sample of a telephone company where it stands beside the repository, else one with
/// the same heads, as many rows and made-up values. Answers the key of one customer in it.
pub fn write(file: &Path) -> String {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/telco_customers_7043.csv");
    let text = fs::read_to_string(sample).unwrap_or_else(|_| made_up());
    let key = text.lines().nth(1).unwrap().split(',').next().unwrap();
    let key = key.to_owned();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    key
}

fn made_up() -> String {
    let mut text = String::from(
        "customerID,gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,OnlineSecurity,\
         OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,PaymentMethod,\
         MonthlyCharges,TotalCharges,Churn\n",
    );
    for row in 0..ROWS {
        let internet = ["DSL", "Fiber optic", "No"][row % 3];
        let churn = if row % 4 == 3 { "Yes" } else { "No" };
        writeln!(
            text,
            "{:04}-URAIA,Female,0,Yes,No,{},Yes,No,{internet},No,Yes,No,No,No,No,One year,Yes,Mailed check,{}.{:02},100,{churn}",
            row + 1_000,
            row % 73,
            20 + row % 99,
            row % 100,
        )
        .unwrap();
    }
    text
}
