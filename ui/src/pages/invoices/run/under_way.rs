//! A run that is under way: how far it is, and the way to end it.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use model::{
    billing::run::{InvoiceRun, StopInvoiceRun},
    format::show_month,
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_text},
    widgets::{Button, Confirm, Icon, Kind, Picture},
};

/// A run that nobody works on any more says so within this many milliseconds; that alone tells no page.
const LOOK: u32 = 5_000;

/// Properties of [`UnderWay`].
#[derive(Properties)]
pub struct UnderWayProps {
    /// Which.
    pub run: Rc<InvoiceRun>,
    /// Looks again.
    pub again: Callback<()>,
}

impl PartialEq for UnderWayProps {
    fn eq(&self, other: &Self) -> bool {
        self.run == other.run
    }
}

/// The bar and what it did so far.
#[component]
pub fn UnderWay(props: &UnderWayProps) -> Html {
    let texts = use_text();
    let stop = use_call::<StopInvoiceRun>();
    let asking = use_state_eq(|| false);
    let run = &props.run;
    use_effect_with(props.again.clone(), |again| {
        let again = again.clone();
        let looking = Interval::new(LOOK, move || again.emit(()));
        move || drop(looking)
    });
    let ask = |asks: bool| {
        let (asking, stop) = (asking.setter(), stop.clone());
        Callback::from(move |()| {
            stop.clear();
            asking.set(asks);
        })
    };
    let on_confirm = {
        let (stop, asking, again, run) =
            (stop.clone(), asking.setter(), props.again.clone(), run.id);
        Callback::from(move |_: String| {
            let (asking, again) = (asking.clone(), again.clone());
            stop.run_then(StopInvoiceRun { run }, move |()| {
                asking.set(false);
                again.emit(());
            });
        })
    };
    let month = show_month(run.period, texts.locale());
    let (done, all) = (
        texts.grouped(run.looked_at.into()),
        texts.grouped(run.services.into()),
    );
    let said = texts.t_with("billing-progress", &[("done", &done), ("all", &all)]);
    let issued = texts.t_with(
        "billing-issued",
        &[
            ("count", &texts.grouped(run.issued.into())),
            ("total", &run.total),
        ],
    );
    html! {
        <section class="aglis-bulk-progress" aria-label={said.clone()} data-testid="billing-under-way" data-run={run.id.to_string()}>
            <h2>{ texts.t_with("billing-runs-now", &[("month", &month)]) }</h2>
            <div class="aglis-bulk-bar">
                <progress max={run.services.max(1).to_string()} value={run.looked_at.to_string()} aria-label={said.clone()} />
                <p role="status"><strong>{ said }</strong><span class="aglis-quiet">{ issued }</span></p>
            </div>
            if run.is_left {
                <div class="aglis-note aglis-tone-warning" role="status"><Picture icon={Icon::Pause} /><p>{ texts.t("billing-left") }</p></div>
            }
            <p class="aglis-quiet">{ texts.t("billing-goes-on") }</p>
            <div class="aglis-row">
                <Button test_id="billing-stop" label={texts.t("billing-stop")} icon={Icon::Stop} kind={Kind::Secondary} online=true on_click={ask(true)} />
            </div>
            if *asking {
                <Confirm test_id="billing-stop-dialog" title={texts.t("billing-stop")} label={texts.t("billing-stop")} danger=true
                    text={texts.t("billing-stop-text")} of={run.id.to_string()} busy={stop.busy} fault={stop.fault.clone()} {on_confirm} on_close={ask(false)} />
            }
        </section>
    }
}
