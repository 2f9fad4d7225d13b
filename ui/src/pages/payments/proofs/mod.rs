//! The inbox of proofs: what customers sent, beside what they owe, accepted or refused one after the other.

mod inspect;
mod new;

use std::rc::Rc;

use model::{
    access::Role,
    ids::PaymentId,
    payments::proofs::{ListProofs, ProofRow, Proofs},
};
use yew::prelude::*;

use self::{inspect::Inspect, new::NewProof};
use crate::{
    hooks::{use_hotkeys, use_remote, use_session, use_text},
    widgets::{Button, EmptyState, Icon, Kind, Money, RemoteView, SkeletonShape, When},
};

/// The row to look at: the chosen one, or what stands in its place when it is gone.
fn current(rows: &[ProofRow], chosen: Option<(PaymentId, usize)>) -> Option<usize> {
    let last = rows.len().checked_sub(1)?;
    Some(match chosen {
        Some((id, place)) => rows
            .iter()
            .position(|row| row.id == id)
            .unwrap_or(place.min(last)),
        None => 0,
    })
}

/// The inbox.
#[component]
pub fn ProofInbox() -> Html {
    let (texts, session) = (use_text(), use_session());
    let may_check = session.is_any(&[Role::Admin, Role::Office]);
    let remote = use_remote(ListProofs {});
    let chosen = use_state_eq(|| None::<(PaymentId, usize)>);
    let adding = use_state_eq(|| false);
    let turn = |is_open: bool| {
        let adding = adding.setter();
        Callback::from(move |()| adding.set(is_open && may_check))
    };
    let rows: Vec<ProofRow> = remote
        .data()
        .map_or_else(Vec::new, |proofs| proofs.rows.clone());
    let place = current(&rows, *chosen);
    let step = |by: isize| {
        let to = place
            .and_then(|place| place.checked_add_signed(by))
            .and_then(|to| rows.get(to).map(|row| (row.id, to)));
        let chosen = chosen.setter();
        Callback::from(move |()| {
            if to.is_some() {
                chosen.set(to);
            }
        })
    };
    // Whoever settles one stays in its place, where the next one is then.
    let hold = {
        let here = place.and_then(|place| rows.get(place).map(|row| (row.id, place)));
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(here))
    };
    let (previous, next) = (step(-1), step(1));
    use_hotkeys(vec![
        ("j", next.clone()),
        ("k", previous.clone()),
        ("n", turn(true)),
    ]);
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |to: (PaymentId, usize)| chosen.set(Some(to)))
    };
    let view = {
        let texts = texts.clone();
        let on_add = turn(true);
        Callback::from(move |proofs: Rc<Proofs>| {
            let Some(place) = place else {
                return html! { <EmptyState title={texts.t("payments-proofs-empty")} text={texts.t("payments-proofs-empty-hint")} icon={Icon::Done} /> };
            };
            let row = |(at, row): (usize, &ProofRow)| {
                let (choose, to) = (choose.clone(), (row.id, at));
                html! {
                    <li key={row.id.0}>
                        <button type="button" class={classes!("aglis-proof-row", (at == place).then_some("aglis-current"))} data-testid="payments-proof-row"
                            aria-current={(at == place).then_some("true")} onclick={move |_| choose.emit(to)}>
                            <strong>{ &row.customer }</strong><Money amount={row.amount} />
                            <span class="aglis-quiet">{ &row.number }</span><span class="aglis-quiet"><When at={row.created_at} /></span>
                        </button>
                    </li>
                }
            };
            html! {
                <div class="aglis-proofs" data-testid="payments-proofs">
                    <nav aria-label={texts.t("payments-proofs")}>
                        <p class="aglis-quiet">{ texts.t_with("payments-proofs-count", &[("count", &proofs.count)]) }</p>
                        <div class="aglis-form-actions">
                            <Button test_id="payments-proof-previous" label={texts.t("payments-proof-previous")} disabled={place == 0} on_click={previous.clone()} />
                            <Button test_id="payments-proof-next" label={texts.t("payments-proof-next")} disabled={place + 1 >= proofs.rows.len()} on_click={next.clone()} />
                            if may_check {
                                <Button test_id="payments-proof-new" label={texts.t("payments-proof-new")} kind={Kind::Primary} icon={Icon::Plus} online=true on_click={on_add.clone()} />
                            }
                        </div>
                        <ol class="aglis-entries">{ for proofs.rows.iter().enumerate().map(row) }</ol>
                    </nav>
                    if let Some(row) = proofs.rows.get(place) {
                        <Inspect key={row.id.0} id={row.id} {may_check} on_settled={hold.clone()} />
                    }
                </div>
            }
        })
    };
    html! {
        <>
            if *adding { <NewProof on_close={turn(false)} /> }
            if rows.is_empty() && may_check {
                <Button test_id="payments-proof-new" label={texts.t("payments-proof-new")} kind={Kind::Primary} icon={Icon::Plus} online=true on_click={turn(true)} />
            }
            <RemoteView<Proofs> {remote} {view} shape={SkeletonShape::Record} />
        </>
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::{ids::PaymentId, money::Rupiah, payments::proofs::ProofRow};

    use super::current;

    #[test]
    fn the_next_one_is_looked_at_in_the_place_of_one_that_is_settled() {
        let rows = |ids: &[i64]| -> Vec<ProofRow> {
            ids.iter()
                .map(|id| ProofRow {
                    id: PaymentId(*id),
                    number: String::new(),
                    customer: String::new(),
                    customer_code: String::new(),
                    amount: Rupiah(1),
                    received_at: DateTime::UNIX_EPOCH,
                    created_at: DateTime::UNIX_EPOCH,
                })
                .collect()
        };
        let at = |id, place| Some((PaymentId(id), place));
        assert_eq!(current(&rows(&[1, 2, 3]), None), Some(0));
        assert_eq!(current(&rows(&[1, 2, 3]), at(2, 1)), Some(1));
        assert_eq!(current(&rows(&[1, 3]), at(2, 1)), Some(1));
        assert_eq!(current(&rows(&[1]), at(3, 2)), Some(0));
        assert_eq!(
            current(&rows(&[0, 1, 2]), at(2, 1)),
            Some(2),
            "others came before it"
        );
        assert_eq!(current(&[], at(2, 1)), None);
    }
}
