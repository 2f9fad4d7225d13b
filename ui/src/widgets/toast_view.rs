//! Draws the toasts at the bottom left. They stay while the pointer or the focus is on them.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{
    button::{Button, Kind},
    icon::{Icon, Picture},
};
use crate::{
    hooks::{use_hotkeys, use_text, use_toasts},
    stores::toasts::{Toast, ToastList, Tone},
};

/// All toasts on the screen.
#[component]
pub fn ToastView() -> Html {
    let list = use_context::<ToastList>().unwrap_or_default();
    let toasts = use_toasts();
    let newest = list.undo();
    use_hotkeys(vec![(
        "ctrl+z",
        Callback::from(move |()| {
            if let Some((id, run)) = &newest {
                toasts.dismiss(*id);
                run.emit(());
            }
        }),
    )]);
    html! {
        <div class="aglis-toasts" aria-live="polite" role="status">
            { for list.shown.iter().map(|toast| html! { <OneToast key={toast.id} toast={toast.clone()} /> }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OneToastProps {
    toast: Toast,
}

#[component]
fn OneToast(props: &OneToastProps) -> Html {
    let (texts, toasts) = (use_text(), use_toasts());
    let toast = &props.toast;
    let held = use_state_eq(|| false);
    let stay = match (toast.tone, &toast.action) {
        (Tone::Bad, _) | (_, Some(_)) => 10_000,
        (_, None) => 5_000,
    };
    {
        let (toasts, id) = (toasts.clone(), toast.id);
        use_effect_with(*held, move |held| {
            let timeout = (!held).then(|| Timeout::new(stay, move || toasts.dismiss(id)));
            move || drop(timeout)
        });
    }
    let hold = |is_held: bool| {
        let held = held.setter();
        move || held.set(is_held)
    };
    let (icon, class) = match toast.tone {
        Tone::Good => (Icon::Done, "aglis-tone-good"),
        Tone::Info => (Icon::Info, "aglis-tone-info"),
        Tone::Warning => (Icon::Warning, "aglis-tone-warning"),
        Tone::Bad => (Icon::Warning, "aglis-tone-bad"),
        Tone::News => (Icon::Bell, "aglis-tone-info"),
        Tone::Urgent => (Icon::Bell, "aglis-tone-bad"),
    };
    // What came by itself is told apart from the answer to what somebody did.
    let test_id = match toast.tone {
        Tone::News | Tone::Urgent => "news",
        Tone::Good | Tone::Info | Tone::Warning | Tone::Bad => "toast",
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    let dismiss = {
        let (toasts, id) = (toasts.clone(), toast.id);
        Callback::from(move |()| toasts.dismiss(id))
    };
    let act = toast.action.clone().map(|action| {
        let dismiss = dismiss.clone();
        let run = action.run;
        (
            action.label,
            Callback::from(move |()| {
                dismiss.emit(());
                run.emit(());
            }),
        )
    });
    html! {
        <div class={classes!("aglis-toast", class)} data-testid={test_id} onmouseenter={move |_| enter()} onmouseleave={move |_| leave()}
            onfocusin={move |_| focus()} onfocusout={move |_| blur()}>
            <Picture {icon} /><span>{ &toast.text }</span>
            if let Some((label, on_click)) = act { <Button test_id={format!("{test_id}-action")} {label} kind={Kind::Plain} {on_click} /> }
            <Button test_id={format!("{test_id}-close")} label={texts.t("common-close")} icon={Icon::Close} icon_only=true kind={Kind::Plain} on_click={dismiss} />
        </div>
    }
}
