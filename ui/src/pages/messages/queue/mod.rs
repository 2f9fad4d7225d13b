//! How the queue stands: what waits, what goes out, who sends, which way, and what did not arrive.

mod cards;
mod classes;
mod clean;
mod failures;
mod throughput;
mod ways;
mod workers;

use std::rc::Rc;

use model::{
    access::Role,
    queue::{QueueNow, ShowQueue, WayState},
};
use yew::prelude::*;

use crate::{
    hooks::{Texts, use_remote, use_session, use_text},
    route::{Area, At, Route},
    widgets::{Icon, PageHeader, Picture, RemoteView, Section, SkeletonShape},
};

/// The page. It hears of every change; nothing on it asks by the clock.
#[component]
pub fn QueuePage() -> Html {
    let texts = use_text();
    let is_admin = use_session().is_any(&[Role::Admin]);
    let remote = use_remote(ShowQueue {});
    let view = {
        let texts = texts.clone();
        Callback::from(move |queue: Rc<QueueNow>| {
            let t = |key: &str| texts.t(key);
            html! {
                <>
                    { alarms(&queue, &texts) }
                    { cards::cards(&queue, &texts) }
                    <div class="aglis-queue">
                        <throughput::Chart />
                        <Section title={t("queue-classes")}><classes::Classes classes={queue.classes.clone()} {is_admin} /></Section>
                        <Section title={t("queue-failures")}><failures::Failures groups={queue.failures.clone()} /></Section>
                        <Section title={t("queue-ways")}><ways::Ways ways={queue.ways.clone()} {is_admin} /></Section>
                        <Section title={t("queue-workers")}>{ workers::workers(&queue.workers, &texts) }</Section>
                    </div>
                </>
            }
        })
    };
    let link = |route: Route, key: &str, icon: Icon, test_id: &'static str| {
        html! { <a class="pf-v6-c-button pf-m-secondary" href={route.hash()} data-testid={test_id}><Picture {icon} /><span>{ texts.t(key) }</span></a> }
    };
    let settings = Route::to(Area::Settings, At::Part("whatsapp".to_owned()));
    let actions = html! {
        <>
            { link(Route::list(Area::Messages), "queue-to-list", Icon::Message, "queue-list") }
            if is_admin {
                { link(settings, "settings-title", Icon::Settings, "queue-settings") }
                <clean::Clean />
            }
        </>
    };
    html! {
        <div class="aglis-page" data-testid="queue-page">
            <PageHeader title={texts.t("queue-title")} {actions} />
            <RemoteView<QueueNow> {remote} {view} shape={SkeletonShape::Tiles} />
        </div>
    }
}

/// What keeps messages from going out, each with what to do about it.
fn alarms(queue: &QueueNow, texts: &Texts) -> Html {
    let mut said: Vec<AttrValue> = Vec::new();
    let has_way = queue.ways.iter().any(|way| way.state == WayState::Well);
    if queue.ways.iter().all(|way| way.state == WayState::Off) {
        said.push(texts.t("queue-alarm-no-way"));
    } else if !has_way {
        said.push(texts.t("queue-alarm-ways-shut"));
    }
    if queue.alive() == 0 && queue.sum(|one| one.waiting) > 0 {
        said.push(texts.t("queue-alarm-no-worker"));
    }
    if said.is_empty() {
        return Html::default();
    }
    html! {
        <div class="aglis-note aglis-tone-warning aglis-queue-alarm" role="status" data-testid="queue-alarm">
            <Picture icon={Icon::Warning} />
            <div>{ for said.into_iter().map(|line| html! { <p>{ line }</p> }) }</div>
        </div>
    }
}
