//! The invoice run of a month: what it would do, and doing it, chunk after chunk.

use std::collections::HashMap;

use model::{
    billing::{
        rule::{Month, Skip},
        run::{
            Because, GroupCount, InvoiceRun, ListInvoiceRuns, PREVIEW_ROWS, PreviewInvoiceRun,
            PreviewRow, RunGroup, RunInvoices, RunPreview, RunState, SaveBillingRules,
            ShowBillingRules, StartInvoiceRun, StopInvoiceRun, check_period,
        },
    },
    ids::{CustomerId, InvoiceId, InvoiceRunId, ServiceId},
    money::Rupiah,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    drawing::{Credit, Ground, Looked, Reckoned},
    run_store::{self as store, Chunk},
    tell,
};
use crate::{
    answer::Answer,
    clock,
    context::Cx,
    error::{Error, Result},
};

/// Connections that a preview asks about at once.
const LOOK: i64 = 5_000;
/// Connections of a chunk: a second's work, so that nobody who records a payment meanwhile waits for it.
const CHUNK: i64 = 500;

impl Answer for ShowBillingRules {
    async fn answer(
        self,
        _cx: &Cx,
        db: &mut PgConnection,
    ) -> Result<model::billing::rule::BillingRules> {
        store::rules(db).await
    }
}

impl Answer for SaveBillingRules {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        self.check()?;
        store::save_rules(db, &self.rules).await
    }
}

impl Answer for ListInvoiceRuns {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<InvoiceRun>> {
        store::runs(db, None).await
    }
}

impl Answer for StartInvoiceRun {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<InvoiceRunId> {
        let now = cx.now(db).await?;
        let month = check_period(self.period, clock::business_day(db, now).await?)?;
        store::start(db, month, self.tell).await
    }
}

impl Answer for StopInvoiceRun {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        store::take(db, self.run).await?;
        store::settle(db, self.run, RunState::Stopped, 0).await
    }
}

impl Answer for RunInvoices {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<InvoiceRun> {
        let run = self.run;
        let taken = store::take(db, run).await?;
        if taken.is_running {
            let ground = Ground::read(db, Month::of(taken.period), taken.issued_on).await?;
            let looked = ground.look(db, taken.cursor, taken.upto, CHUNK).await?;
            let looked_at = i32::try_from(looked.len()).unwrap_or(i32::MAX);
            let cursor = looked.last().map_or(taken.upto, |last| last.service.id);
            let chunk = chunk(cx, db, &looked).await?;
            let issued = store::issue(db, run, &chunk, cursor, looked_at).await?;
            let mut messages = 0;
            if taken.tell && !issued.is_empty() {
                let invoices: Vec<_> = (issued.iter())
                    .map(|(invoice, customer)| (InvoiceId(*invoice), CustomerId(*customer)))
                    .collect();
                messages = tell::issued_many(cx, db, &invoices).await?;
            }
            let is_over = i64::from(looked_at) < CHUNK || cursor >= taken.upto;
            let state = if is_over {
                RunState::Done
            } else {
                RunState::Running
            };
            store::settle(db, run, state, messages).await?;
        }
        store::runs(db, Some(run))
            .await?
            .pop()
            .ok_or(Error::NotFound)
    }
}

/// What a chunk writes. Numbers are taken last, because the counter stays locked until the commit.
async fn chunk(cx: &Cx, db: &mut PgConnection, looked: &[Looked]) -> Result<Chunk> {
    let mut chunk = Chunk::default();
    let mut drawn: Vec<(i64, &Reckoned)> = Vec::new();
    for one in looked {
        match &one.outcome {
            Ok(reckoned) => drawn.push((one.service.id, reckoned)),
            Err(skip) => *chunk.skipped.entry(skip.name()).or_default() += 1,
        }
    }
    if drawn.is_empty() {
        return Ok(chunk);
    }
    let now = cx.now(db).await?;
    let count = i32::try_from(drawn.len()).unwrap_or(i32::MAX);
    let numbers = crate::numbers::next_many(db, "INV", now, count).await?;
    for ((service, invoice), number) in drawn.into_iter().zip(numbers) {
        let Reckoned { drawn, tax, due_on } = invoice;
        chunk.invoices.push(json!({
            "number": number, "service": service, "due_on": due_on, "subtotal": drawn.subtotal(), "discount": drawn.discount(), "dpp": tax.dpp,
            "tax_rate": f64::from(tax.rate.0) / 100.0, "tax_base_num": tax.base.0, "tax_base_den": tax.base.1, "tax_included": tax.is_included,
            "ppn": tax.ppn, "total": tax.total, "recurring": drawn.recurring,
        }));
        let rows = |lines: &[(String, Rupiah)]| -> Vec<_> {
            (1..).zip(lines)
                .map(|(position, (description, amount))| json!({ "service": service, "position": position, "description": description, "amount": amount }))
                .collect()
        };
        chunk.lines.extend(rows(&drawn.lines));
        chunk.discounts.extend(rows(&drawn.discounts));
        chunk.charges.extend(
            drawn
                .charges
                .iter()
                .map(|charge| json!({ "service": service, "charge": charge })),
        );
        let fees = drawn.fees.iter();
        chunk.charges.extend(fees.map(|(late, description, amount)| {
            json!({ "service": service, "late": late, "description": description, "amount": amount })
        }));
        if drawn.carried > Rupiah::ZERO {
            chunk
                .carried
                .push(json!({ "service": service, "amount": drawn.carried }));
        }
    }
    Ok(chunk)
}

impl Answer for PreviewInvoiceRun {
    async fn answer(self, cx: &Cx, db: &mut PgConnection) -> Result<RunPreview> {
        let now = cx.now(db).await?;
        let today = clock::business_day(db, now).await?;
        let month = check_period(self.period, today)?;
        let ground = Ground::read(db, month, today).await?;
        let upto = store::last_service(db).await?;
        let mut gathered = Gathered::new(&self);
        let mut after = 0;
        loop {
            let looked = ground.look(db, after, upto, LOOK).await?;
            let Some(last) = looked.last() else { break };
            after = last.service.id;
            for one in looked {
                gathered.add(one);
            }
        }
        let before = store::of_month(db, month.before()).await?;
        let there = store::of_month(db, month).await?;
        Ok(gathered.preview(&ground, before, there))
    }
}

/// What a preview has seen so far.
struct Gathered {
    group: Option<RunGroup>,
    search: String,
    all: bool,
    counts: HashMap<RunGroup, (i64, Rupiah)>,
    credit: Credit,
    rows: Vec<PreviewRow>,
    matching: i64,
}

impl Gathered {
    fn new(asked: &PreviewInvoiceRun) -> Self {
        Self {
            group: asked.group,
            search: asked.search.trim().to_lowercase(),
            all: asked.all,
            counts: HashMap::new(),
            credit: Credit::default(),
            rows: Vec::new(),
            matching: 0,
        }
    }

    fn add(&mut self, looked: Looked) {
        let total = looked
            .outcome
            .as_ref()
            .map_or(Rupiah::ZERO, |reckoned| reckoned.tax.total);
        let group = match &looked.outcome {
            Err(skip) => RunGroup::Skipped(*skip),
            Ok(_) if looked.before.is_none() => RunGroup::New,
            Ok(_) if looked.before == Some(total) => RunGroup::Same,
            Ok(_) => RunGroup::Changed,
        };
        if looked.outcome.is_ok() {
            self.credit.add(&looked.service, total);
        }
        let count = self.counts.entry(group).or_insert((0, Rupiah::ZERO));
        count.0 += 1;
        count.1 += total;
        let is_asked_for = self.group.map_or(!group.is_far(), |asked| asked == group);
        let has = |text: &str| text.to_lowercase().contains(&self.search);
        let service = &looked.service;
        if !is_asked_for || !(has(&service.customer) || has(&service.code) || has(&looked.package))
        {
            return;
        }
        self.matching += 1;
        let because = if group == RunGroup::Changed {
            looked.because()
        } else {
            Vec::new()
        };
        let Looked {
            service,
            package,
            outcome,
            before,
            ..
        } = looked;
        let (lines, due_on) =
            outcome.map_or((Vec::new(), None), |Reckoned { drawn, due_on, .. }| {
                let off = drawn
                    .discounts
                    .into_iter()
                    .map(|(text, amount)| (text, -amount));
                (drawn.lines.into_iter().chain(off).collect(), Some(due_on))
            });
        self.rows.push(PreviewRow {
            service: ServiceId(service.id),
            code: service.code,
            customer: service.customer,
            package,
            group,
            total,
            before,
            because,
            parked: service
                .parked_reason
                .filter(|_| group == RunGroup::Skipped(Skip::Parked)),
            lines,
            due_on,
        });
        // Cut now and then, so that a hundred thousand of them are never there at once.
        if !self.all && self.rows.len() >= 8 * PREVIEW_ROWS {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let by = |row: &PreviewRow| {
            let difference = (row.total - row.before.unwrap_or_default()).0.abs();
            (std::cmp::Reverse(difference), row.service)
        };
        self.rows.sort_by_key(by);
        if !self.all {
            self.rows.truncate(PREVIEW_ROWS);
        }
    }

    fn preview(
        mut self,
        ground: &Ground,
        before: (i64, Rupiah),
        there: (i64, Rupiah),
    ) -> RunPreview {
        self.cut();
        let order = [RunGroup::New, RunGroup::Changed, RunGroup::Same];
        let groups: Vec<GroupCount> = (order.into_iter())
            .chain(Skip::ALL.map(RunGroup::Skipped))
            .filter_map(|group| {
                let (count, total) = *self.counts.get(&group)?;
                Some(GroupCount {
                    group,
                    count,
                    total,
                })
            })
            .collect();
        let billed = groups.iter().filter(|count| order.contains(&count.group));
        RunPreview {
            period: ground.month.first(),
            today: ground.issued_on,
            rules: ground.rules,
            count: billed.clone().map(|count| count.count).sum(),
            total: billed.map(|count| count.total).sum(),
            groups,
            before,
            there,
            credit: self.credit.sum(),
            rows: self.rows,
            matching: self.matching,
        }
    }
}

impl Looked {
    /// Why the amount is another one than last month.
    fn because(&self) -> Vec<Because> {
        let Ok(Reckoned { drawn, .. }) = &self.outcome else {
            return Vec::new();
        };
        let is_other = self
            .asked_before
            .is_some_and(|before| before != drawn.recurring);
        let known = [
            (drawn.is_part, Because::PartMonth),
            (is_other && !drawn.is_part, Because::Price),
            (drawn.mended != Rupiah::ZERO, Because::Mended),
            (drawn.has_discount, Because::Discount),
            (!drawn.charges.is_empty(), Because::Charge),
            (!drawn.fees.is_empty(), Because::LateFee),
        ];
        let because: Vec<Because> = (known.into_iter())
            .filter_map(|(is_so, why)| is_so.then_some(why))
            .collect();
        if because.is_empty() && self.asked_before.is_some() {
            return vec![Because::LastMonth];
        }
        because
    }
}
