//! The forms of what stands on coming invoices: a discount, a charge, putting billing aside.

use chrono::NaiveDate;
use model::{
    billing::{
        rule::{Month, Size},
        standing::{AddServiceCharge, AddServiceDiscount, ParkService},
    },
    call::Call,
    format::show_month,
    ids::ServiceId,
    money::Rupiah,
    problem::Problems,
    tax::Percent,
};
use yew::prelude::*;

use crate::{
    hooks::{CheckedCall, Texts, use_checked_call, use_draft, use_session, use_text, use_toasts},
    widgets::{Button, Choice, Dialog, Field, FieldKind, Form, Kind},
};

/// Months ahead that a form offers.
const AHEAD: usize = 24;

/// Properties of the forms.
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// Which connection.
    pub service: ServiceId,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

/// This month and those to come.
fn months(texts: &Texts, today: NaiveDate) -> Vec<Choice> {
    std::iter::successors(Some(Month::of(today)), |month| Some(month.next()))
        .take(AHEAD)
        .map(|month| {
            Choice::new(
                month.first().to_string(),
                show_month(month.first(), texts.locale()),
            )
        })
        .collect()
}

/// As [`months`], and before them none.
fn months_or_none(texts: &Texts, today: NaiveDate) -> Vec<Choice> {
    let none = Choice::new("", texts.t("standing-no-end"));
    std::iter::once(none).chain(months(texts, today)).collect()
}

fn chosen(month: &str, today: NaiveDate) -> NaiveDate {
    month.parse().unwrap_or(Month::of(today).first())
}

/// A dialog around a form, with its two buttons.
#[derive(Properties, PartialEq)]
struct FrameProps {
    id: AttrValue,
    title: AttrValue,
    busy: bool,
    fault: Option<std::rc::Rc<model::fault::Fault>>,
    on_submit: Callback<()>,
    on_close: Callback<()>,
    children: Html,
}

#[component]
fn Frame(props: &FrameProps) -> Html {
    let texts = use_text();
    let id = &props.id;
    let actions = html! {
        <>
            <Button test_id={format!("{id}-save")} label={texts.t("common-save")} kind={Kind::Primary} submit=true busy={props.busy} online=true />
            <Button test_id={format!("{id}-cancel")} label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id={format!("{id}-dialog")} title={props.title.clone()} on_close={props.on_close.clone()}>
            <Form test_id={format!("{id}-form")} on_submit={props.on_submit.clone()} {actions} fault={props.fault.clone()}>{ props.children.clone() }</Form>
        </Dialog>
    }
}

/// What was checked, and what to do once it is saved.
type Checked<C> = (Result<C, Problems>, Callback<()>);

/// Sends what was checked, then says so and closes.
#[hook]
fn use_save<C: Call<Reply = ()>>(on_close: Callback<()>) -> (CheckedCall<C>, Callback<Checked<C>>) {
    let (texts, toasts) = (use_text(), use_toasts());
    let call = use_checked_call::<C>();
    let save = {
        let call = call.clone();
        Callback::from(move |(checked, clear): Checked<C>| {
            let (toasts, said, on_close) =
                (toasts.clone(), texts.t("common-saved"), on_close.clone());
            call.run_checked(checked, move |()| {
                clear.emit(());
                toasts.good(said.clone());
                on_close.emit(());
            });
        })
    };
    (call, save)
}

const PERCENT: &str = "percent";
const AMOUNT: &str = "amount";

#[derive(Clone, PartialEq)]
struct TypedDiscount {
    description: String,
    kind: String,
    size: String,
    from: String,
    until: String,
}

impl TypedDiscount {
    fn check(&self, service: ServiceId, today: NaiveDate) -> Result<AddServiceDiscount, Problems> {
        let mut problems = Problems::none();
        let size = if self.kind == PERCENT {
            problems
                .check("size", Percent::parse(&self.size))
                .map(Size::Percent)
        } else {
            problems
                .check("size", Rupiah::parse(&self.size))
                .map(Size::Amount)
        };
        problems.into_result()?;
        let request = AddServiceDiscount {
            service,
            description: self.description.clone(),
            size: size.unwrap_or(Size::Amount(Rupiah::ZERO)),
            from: chosen(&self.from, today),
            until: self.until.parse().ok(),
        };
        request.check(today)?;
        Ok(request)
    }
}

/// A new discount.
#[component]
pub fn DiscountForm(props: &FormProps) -> Html {
    let (texts, today) = (use_text(), use_session().zone().day(chrono::Utc::now()));
    let draft = use_draft("standing-discount", move || TypedDiscount {
        description: String::new(),
        kind: PERCENT.to_owned(),
        size: String::new(),
        from: Month::of(today).first().to_string(),
        until: String::new(),
    });
    let typed = draft.value().clone();
    let (call, save) = use_save::<AddServiceDiscount>(props.on_close.clone());
    let on_submit = {
        let (typed, draft, service) = (typed.clone(), draft.clone(), props.service);
        Callback::from(move |()| {
            let draft = draft.clone();
            save.emit((
                typed.check(service, today),
                Callback::from(move |()| draft.clear()),
            ));
        })
    };
    let t = |key: &str| texts.t(key);
    let kinds = vec![
        Choice::new(PERCENT, t("standing-kind-percent")),
        Choice::new(AMOUNT, t("standing-kind-amount")),
    ];
    let size_kind = if typed.kind == PERCENT {
        FieldKind::Text
    } else {
        FieldKind::Money
    };
    html! {
        <Frame id="standing-discount" title={t("standing-add-discount")} busy={call.busy} fault={call.fault.clone()} {on_submit} on_close={props.on_close.clone()}>
            <Field id="standing-discount-description" label={t("standing-description")} value={typed.description.clone()} required=true focus=true max={200}
                problems={call.problems("description")} on_change={draft.edit(|typed: &mut TypedDiscount, text| typed.description = text)} />
            <div class="aglis-two">
                <Field id="standing-discount-kind" kind={FieldKind::Select} label={t("standing-kind")} choices={kinds} value={typed.kind.clone()} required=true
                    on_change={draft.edit(|typed: &mut TypedDiscount, text| { typed.kind = text; typed.size.clear(); })} />
                <Field id="standing-discount-size" kind={size_kind} label={t("standing-size")} value={typed.size.clone()} required=true
                    problems={call.problems("size")} on_change={draft.edit(|typed: &mut TypedDiscount, text| typed.size = text)} />
                <Field id="standing-discount-from" kind={FieldKind::Select} label={t("standing-from")} choices={months(&texts, today)} value={typed.from.clone()} required=true
                    problems={call.problems("from")} on_change={draft.edit(|typed: &mut TypedDiscount, text| typed.from = text)} />
                <Field id="standing-discount-until" kind={FieldKind::Select} label={t("standing-until")} choices={months_or_none(&texts, today)} value={typed.until.clone()} unmarked=true
                    problems={call.problems("until")} on_change={draft.edit(|typed: &mut TypedDiscount, text| typed.until = text)} />
            </div>
        </Frame>
    }
}

#[derive(Clone, PartialEq)]
struct TypedCharge {
    description: String,
    amount: String,
    period: String,
}

/// A new charge.
#[component]
pub fn ChargeForm(props: &FormProps) -> Html {
    let (texts, today) = (use_text(), use_session().zone().day(chrono::Utc::now()));
    let draft = use_draft("standing-charge", move || TypedCharge {
        description: String::new(),
        amount: String::new(),
        period: Month::of(today).next().first().to_string(),
    });
    let typed = draft.value().clone();
    let (call, save) = use_save::<AddServiceCharge>(props.on_close.clone());
    let on_submit = {
        let (typed, draft, service) = (typed.clone(), draft.clone(), props.service);
        Callback::from(move |()| {
            let mut problems = Problems::none();
            let amount = problems.check("amount", Rupiah::parse(&typed.amount));
            let request = AddServiceCharge {
                service,
                description: typed.description.clone(),
                amount: amount.unwrap_or_default(),
                period: chosen(&typed.period, today),
            };
            let checked = problems
                .into_result()
                .and_then(|()| request.check(today).map(|_| request));
            let draft = draft.clone();
            save.emit((checked, Callback::from(move |()| draft.clear())));
        })
    };
    let t = |key: &str| texts.t(key);
    html! {
        <Frame id="standing-charge" title={t("standing-add-charge")} busy={call.busy} fault={call.fault.clone()} {on_submit} on_close={props.on_close.clone()}>
            <Field id="standing-charge-description" label={t("standing-description")} value={typed.description.clone()} required=true focus=true max={200}
                problems={call.problems("description")} on_change={draft.edit(|typed: &mut TypedCharge, text| typed.description = text)} />
            <div class="aglis-two">
                <Field id="standing-charge-amount" kind={FieldKind::Money} label={t("standing-amount")} value={typed.amount.clone()} required=true
                    problems={call.problems("amount")} on_change={draft.edit(|typed: &mut TypedCharge, text| typed.amount = text)} />
                <Field id="standing-charge-period" kind={FieldKind::Select} label={t("standing-period")} hint={t("standing-period-hint")} choices={months(&texts, today)} value={typed.period.clone()} required=true
                    problems={call.problems("period")} on_change={draft.edit(|typed: &mut TypedCharge, text| typed.period = text)} />
            </div>
        </Frame>
    }
}

/// Properties of [`ParkForm`].
#[derive(Properties, PartialEq)]
pub struct ParkFormProps {
    /// Which connection.
    pub service: ServiceId,
    /// Version that is shown.
    pub version: i32,
    /// Done, or thought better of it.
    pub on_close: Callback<()>,
}

#[derive(Clone, PartialEq)]
struct TypedPark {
    reason: String,
    until: String,
}

/// Putting billing aside.
#[component]
pub fn ParkForm(props: &ParkFormProps) -> Html {
    let (texts, today) = (use_text(), use_session().zone().day(chrono::Utc::now()));
    let draft = use_draft("standing-park", || TypedPark {
        reason: String::new(),
        until: String::new(),
    });
    let typed = draft.value().clone();
    let (call, save) = use_save::<ParkService>(props.on_close.clone());
    let on_submit = {
        let (typed, draft, service, version) =
            (typed.clone(), draft.clone(), props.service, props.version);
        Callback::from(move |()| {
            let request = ParkService {
                service,
                version,
                reason: typed.reason.clone(),
                until: typed.until.parse().ok(),
            };
            // An empty reason would take it back, which this form is not for.
            let mut problems = Problems::none();
            problems.check("reason", model::valid::reason(&typed.reason));
            let checked = problems
                .into_result()
                .and_then(|()| request.check(today).map(|_| request));
            let draft = draft.clone();
            save.emit((checked, Callback::from(move |()| draft.clear())));
        })
    };
    let t = |key: &str| texts.t(key);
    html! {
        <Frame id="standing-park" title={t("standing-park")} busy={call.busy} fault={call.fault.clone()} {on_submit} on_close={props.on_close.clone()}>
            <p>{ t("standing-park-text") }</p>
            <Field id="standing-park-reason" kind={FieldKind::Long} label={t("common-reason")} value={typed.reason.clone()} required=true focus=true
                problems={call.problems("reason")} on_change={draft.edit(|typed: &mut TypedPark, text| typed.reason = text)} />
            <Field id="standing-park-until" kind={FieldKind::Select} label={t("standing-park-until")} choices={months_or_none(&texts, today)} value={typed.until.clone()} unmarked=true
                problems={call.problems("until")} on_change={draft.edit(|typed: &mut TypedPark, text| typed.until = text)} />
        </Frame>
    }
}
