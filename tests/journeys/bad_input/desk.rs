//! The desk at which bad input is entered, and what it asks of every refusal.

use std::fmt::Debug;

use aglis_core::{answer::answer, context::Cx};
use model::{
    call::{Answered, Call},
    fault::{Code, Fault},
    ids::{PackageId, RegistrationId, ZoneId},
    registrations::{
        Address, ApproveRegistration, Approved, CreateRegistration, VerifyRegistration,
    },
};
use serde_json::Value;

use crate::{
    ask::{ask, reason},
    support::{build, database::TestDb},
};

/// Everything that a change leaves behind, numbers of documents included.
const TRACES: &str = "select (select count(*) from audit_rows) + (select count(*) from request_keys) + (select count(*) from timeline)
    + (select count(*) from file_contents) + (select count(*) from registration_identities) + (select coalesce(sum(last), 0)::bigint from number_counters)";

/// Somebody's desk, in a database with a zone and a package.
pub struct Desk {
    pub db: TestDb,
    pub cx: Cx,
    pub zone: i64,
    pub package: i64,
}

impl Desk {
    /// The desk of somebody of this role.
    pub async fn of(role: &str) -> Self {
        let db = TestDb::new().await;
        let zone = build::zone(db.owner(), "Bandung Utara").await;
        let package = build::package(db.owner(), "HS50", 250_000).await;
        let person = db.staff(role).await;
        Self {
            cx: Cx::new(person.pool, "meja depan"),
            db,
            zone,
            package,
        }
    }

    /// The desk that most input comes from.
    pub async fn office() -> Self {
        Self::of("office").await
    }

    /// A registration with nothing wrong in it.
    pub fn application(&self) -> CreateRegistration {
        CreateRegistration {
            name: "Budi Santoso".to_owned(),
            phone: "0812-3456-7890".to_owned(),
            email: String::new(),
            nik: String::new(),
            address: Address {
                street: "Jl. Merdeka 5".to_owned(),
                kecamatan: "Coblong".to_owned(),
                ..Address::default()
            },
            zone: Some(ZoneId(self.zone)),
            package: Some(PackageId(self.package)),
            preferred_date: None,
            preferred_slot: None,
            note: String::new(),
        }
    }

    /// Takes the registration in.
    pub async fn take_in(&self) -> RegistrationId {
        ask(&self.cx, self.application()).await.unwrap().id
    }

    /// A customer with a service, an installation ticket and an open invoice of 277,500 rupiah.
    pub async fn approved(&self) -> Approved {
        let id = self.take_in().await;
        self.approve(id).await
    }

    /// As [`Self::approved`], somebody else.
    pub async fn another(&self) -> Approved {
        let request = CreateRegistration {
            name: "Wati Kusuma".to_owned(),
            phone: "0812-9999-7890".to_owned(),
            ..self.application()
        };
        let id = ask(&self.cx, request).await.unwrap().id;
        self.approve(id).await
    }

    /// Verifies and approves the registration.
    pub async fn approve(&self, id: RegistrationId) -> Approved {
        self.approve_at(id, 1).await
    }

    /// As [`Self::approve`], of one in this version.
    pub async fn approve_at(&self, id: RegistrationId, version: i32) -> Approved {
        let verified = VerifyRegistration { id, version };
        ask(&self.cx, verified).await.unwrap();
        let approved = ApproveRegistration {
            id,
            version: version + 1,
            billing_day: 5,
            customer: None,
        };
        ask(&self.cx, approved).await.unwrap()
    }

    /// Counts what stands in the database as changes leave it.
    pub async fn traces(&self) -> i64 {
        self.number(TRACES).await
    }

    /// One number from behind the scenes.
    pub async fn number(&self, sql: &'static str) -> i64 {
        let found = sqlx::query_scalar(sql).fetch_one(self.db.owner());
        found.await.unwrap()
    }

    /// Asks, expects to be refused with this code, and that nothing was stored.
    pub async fn refuses<C: Call>(&self, request: C, code: &str) -> Fault
    where
        C::Reply: Debug,
    {
        let before = self.traces().await;
        let fault = refused(ask(&self.cx, request).await, code);
        assert_eq!(self.traces().await, before, "{code} stores nothing");
        fault
    }

    /// Sends these bytes as a call, as no form of ours would, and expects the same.
    pub async fn refuses_bytes(&self, name: &str, bytes: &[u8], code: &str) -> Fault {
        let before = self.traces().await;
        let answered = answer(&self.cx, name, bytes).await;
        let outcome: Answered<Value> = serde_json::from_slice(&answered).unwrap();
        let fault = refused(outcome, code);
        assert_eq!(self.traces().await, before, "{code} stores nothing");
        fault
    }
}

/// The fault of a refusal with this code; never a mistake of ours.
pub fn refused<T: Debug>(outcome: Result<T, Fault>, code: &str) -> Fault {
    let fault = outcome.expect_err(code);
    assert_ne!(fault.code, Code::Internal, "{code}: {fault:?}");
    assert_eq!(reason(&fault), code, "{fault:?}");
    fault
}

/// The code with which a rule refuses a text.
pub fn code<T: Debug>(outcome: Result<T, impl Into<model::problem::Problem>>) -> String {
    let problem: model::problem::Problem = outcome.expect_err("it is refused").into();
    problem.code
}
