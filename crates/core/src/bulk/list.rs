//! The results of a run as a list, for a file.

use crate::lists::{Kind, List, Place, column, nullable};

/// Number of the record, as far as the caller may read it.
macro_rules! number {
    () => {
        "(case r.entity \
    when 'customers' then (select v.code from customers v where v.id = i.record_id) \
    when 'registrations' then (select v.number from registrations v where v.id = i.record_id) \
    when 'tickets' then (select v.number from tickets v where v.id = i.record_id) \
    when 'invoices' then (select v.number from invoices v where v.id = i.record_id) end)"
    };
}

/// Records of runs and what became of them; a filter on `run` asks for one of them.
pub static RESULTS: List = List {
    name: "bulk_results",
    select: concat!("i.run_id, i.place, i.outcome, ", number!(), " as number"),
    from: "bulk_items i join bulk_runs r on r.id = i.run_id",
    always: "true",
    // Whoever sees a line sees its run.
    counted: ("bulk_items i", "true"),
    // A run has at most 100,000 records.
    put_away: None,
    id: "(i.run_id * 131072 + i.place)",
    columns: &[
        column("run", "i.run_id", Kind::Number),
        column("place", "i.place::bigint", Kind::Number),
        nullable("number", number!(), Kind::Text).joined(),
        nullable("outcome", "i.outcome", Kind::Word("bulk-outcome")),
        nullable("problem", "i.problem::text", Kind::Problem),
        nullable("message", "i.message_id", Kind::Number),
    ],
    search: &[Place {
        from: "bulk_items i join bulk_runs r on r.id = i.run_id",
        texts: &["i.outcome"],
    }],
    phone: None,
    order: ("place", false),
};
