//! What a message about a record says, in the words of its language.

use chrono::{DateTime, Utc};
use model::{
    format::{Zone, show_day_long, show_month},
    money::Rupiah,
    phone::Phone,
    settings::Company,
    states::{Priority, ServiceStatus, TicketStatus, TicketType},
    templates::{PlaceHolder as P, Subject, Values},
    text::{Locale, Words},
};
use sqlx::PgConnection;

use super::store;
use crate::{clock, error::Result, settings};

/// The values that are known of a record, the company's among them; what is empty is left out.
pub async fn of(
    db: &mut PgConnection,
    subject: Subject,
    language: Locale,
    now: DateTime<Utc>,
) -> Result<Values> {
    let company = settings::company(db).await?;
    let zone = Zone::from_name(&company.time_zone).unwrap_or_default();
    let words = Words::new(language, &[]);
    let mut values = of_company(&company, language);
    match subject {
        Subject::Customer(id) => {
            let about = store::customer(db, id).await?;
            person(&mut values, about.name, Some(about.code), about.phone);
            put(&mut values, P::PackageName, about.package);
            put(&mut values, P::Address, about.address.map(|a| a.one_line()));
            let status = about.status.as_deref().and_then(ServiceStatus::from_name);
            put(
                &mut values,
                P::ServiceStatus,
                status.map(|status| words.say(&status.text_key())),
            );
        }
        Subject::Ticket(id) => {
            let about = store::ticket(db, id).await?;
            if let Some(name) = about.name {
                person(&mut values, name, about.code, about.phone);
            }
            values.insert(P::TicketNumber, about.number);
            values.insert(P::Zone, about.zone);
            let kind = TicketType::from_name(&about.kind);
            put(
                &mut values,
                P::TicketKind,
                kind.map(|kind| words.say(&kind.text_key())),
            );
            let status = TicketStatus::from_name(&about.status);
            put(
                &mut values,
                P::TicketStatus,
                status.map(|status| words.say(&status.text_key())),
            );
            let priority = Priority::from_name(&about.priority);
            put(
                &mut values,
                P::Priority,
                priority.map(|priority| words.say(&priority.text_key())),
            );
            let due = about
                .due_at
                .map(|due| format!("{} {}", zone.show(due, language), zone.abbreviation()));
            put(&mut values, P::DueAt, due);
            put(&mut values, P::TechnicianName, about.lead);
            put(&mut values, P::Address, about.address.map(|a| a.one_line()));
            put(&mut values, P::Description, Some(about.description));
            put(&mut values, P::Note, about.note);
        }
        Subject::Invoice(id) => {
            let about = store::invoice(db, id).await?;
            person(&mut values, about.name, Some(about.code), about.phone);
            values.insert(P::InvoiceNumber, about.number);
            values.insert(P::Period, show_month(about.period, language));
            values.insert(P::Amount, Rupiah(about.total).to_string());
            let open = Rupiah(about.total - about.paid);
            values.insert(P::Outstanding, open.to_string());
            let today = clock::business_day(db, now).await?;
            if let Some(due) = about.due_on {
                values.insert(P::DueDate, show_day_long(due, language));
                let late = (today - due).num_days().max(0);
                values.insert(P::DaysLate, late.to_string());
            }
            if let Some((amount, at)) = about.last_paid {
                values.insert(P::PaidAmount, Rupiah(amount).to_string());
                values.insert(P::PaidOn, show_day_long(zone.day(at), language));
            }
        }
    }
    Ok(values)
}

fn of_company(company: &Company, language: Locale) -> Values {
    let mut values = Values::new();
    put(&mut values, P::CompanyName, Some(company.name.clone()));
    put(&mut values, P::CompanyPhone, Some(company.phone.clone()));
    let holder = match language {
        Locale::Id => " a.n. ",
        Locale::En => ", ",
    };
    let accounts: Vec<String> = company
        .bank_accounts
        .iter()
        .map(|account| {
            format!(
                "{} {}{holder}{}",
                account.bank, account.number, account.holder
            )
        })
        .collect();
    put(&mut values, P::BankAccounts, Some(accounts.join("\n")));
    values
}

fn person(values: &mut Values, name: String, code: Option<String>, phone: Option<String>) {
    values.insert(P::CustomerName, name);
    put(values, P::CustomerCode, code);
    let phone = phone.map(|phone| Phone::stored(&phone).to_string());
    put(values, P::CustomerPhone, phone);
}

fn put(values: &mut Values, place: P, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        values.insert(place, value);
    }
}
