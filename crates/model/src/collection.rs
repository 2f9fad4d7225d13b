//! Collecting what is owed: reminders by themselves, blocking connections (isolir) of whoever is late, and promises to pay (janji bayar).

mod isolir;
mod promise;
mod rules;

pub use isolir::{
    Blocked, Candidate, Collect, Collected, ExemptCustomer, IsolirNow, IsolirOf, IsolirPage,
    IsolirService, IsolirState, IsolirTab, LiftIsolir, ListBlocked, Outcome, PREVIEW_MAX, Seen,
    ShowIsolir,
};
pub use promise::{
    CustomerCollection, PROMISE_AHEAD_MAX, PaymentPromise, PromisePayment, PromiseState,
    ShowCollection, TakeBackPromise, check_until,
};
pub use rules::{CollectionRules, SaveCollectionRules, ShowCollectionRules};
