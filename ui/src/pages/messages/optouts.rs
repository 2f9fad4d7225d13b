//! What the number of a message is not written to about.

use model::{
    access::Role,
    queue::{AddOptout, ListOptouts, Optout, OptoutCategory, OptoutSource, RemoveOptout},
};
use yew::prelude::*;

use crate::{
    hooks::{use_call, use_fault_toast, use_remote, use_session, use_text},
    widgets::{Checks, Choice, RemoteView, SkeletonShape, When},
};

/// Properties of [`Optouts`].
#[derive(Properties, PartialEq)]
pub struct OptoutsProps {
    /// E.164.
    pub phone: String,
}

/// The opt-outs of a number; admins and office tick them.
#[component]
pub fn Optouts(props: &OptoutsProps) -> Html {
    let texts = use_text();
    let may_change = use_session().is_any(&[Role::Admin, Role::Office]);
    let remote = use_remote(ListOptouts {
        phone: props.phone.clone(),
    });
    let (add, remove) = (use_call::<AddOptout>(), use_call::<RemoveOptout>());
    use_fault_toast(add.fault.clone());
    use_fault_toast(remove.fault.clone());
    let phone = props.phone.clone();
    let view = Callback::from(move |kept: std::rc::Rc<Vec<Optout>>| {
        let word = |category: OptoutCategory| texts.t(&format!("queue-optout-{}", category.name()));
        let choices = OptoutCategory::ALL
            .map(|one| Choice::new(one.name(), word(one)))
            .to_vec();
        let chosen: Vec<String> = kept
            .iter()
            .map(|one| one.category.name().to_owned())
            .collect();
        let on_change = {
            let (before, phone) = (chosen.clone(), phone.clone());
            let (add, remove) = (add.clone(), remove.clone());
            Callback::from(move |now: Vec<String>| {
                for category in OptoutCategory::ALL {
                    let is_in = |all: &[String]| all.iter().any(|one| one == category.name());
                    let phone = phone.clone();
                    match (is_in(&before), is_in(&now)) {
                        (false, true) => add.run(AddOptout { phone, category }),
                        (true, false) => remove.run(RemoveOptout { phone, category }),
                        (true, true) | (false, false) => {}
                    }
                }
            })
        };
        html! {
            <>
                if may_change {
                    <Checks id="messages-optouts" label={texts.t("queue-optouts-text")} {choices} {chosen} {on_change} required=true />
                } else if kept.is_empty() {
                    <p class="aglis-quiet">{ texts.t("queue-optouts-none") }</p>
                }
                if !kept.is_empty() {
                    <ul class="aglis-entries">{ for kept.iter().map(|one| {
                        let how = match one.source {
                            OptoutSource::Reply => "queue-optout-reply",
                            OptoutSource::Staff => "queue-optout-staff",
                            OptoutSource::Gateway => "queue-optout-gateway",
                        };
                        html! { <li>
                            <strong>{ word(one.category) }</strong>{ texts.t(how) }
                            if let Some(by) = &one.by { <span>{ by }</span> }
                            <When at={one.since} />
                        </li> }
                    }) }</ul>
                }
            </>
        }
    });
    html! { <RemoteView<Vec<Optout>> {remote} {view} shape={SkeletonShape::Lines} /> }
}
