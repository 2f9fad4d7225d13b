//! Everything that happened with a customer, newest first, narrowed by kind, read page by page.

use std::rc::Rc;

use model::{
    customers::{ListStory, Story, StoryCursor, StoryEntry, StoryKind},
    ids::CustomerId,
};
use yew::prelude::*;

use super::entry::entry;
use crate::{
    hooks::{use_remote, use_remote_if, use_text},
    widgets::{Button, Icon, RemoteView, SkeletonShape, Timeline, TimelineItem},
};

/// Properties of [`StoryLine`].
#[derive(Properties, PartialEq)]
pub struct StoryLineProps {
    /// Whose.
    pub id: CustomerId,
}

/// The kinds after a chip was pressed; all of them is the same as none.
fn turned(chosen: &[StoryKind], kind: StoryKind) -> Vec<StoryKind> {
    let next: Vec<StoryKind> = StoryKind::ALL
        .into_iter()
        .filter(|one| chosen.contains(one) != (*one == kind))
        .collect();
    if next.len() == StoryKind::ALL.len() {
        Vec::new()
    } else {
        next
    }
}

/// Chips with their counts, and the entries below.
#[component]
pub fn StoryLine(props: &StoryLineProps) -> Html {
    let texts = use_text();
    let kinds = use_state_eq(Vec::<StoryKind>::new);
    let id = props.id;
    let remote = use_remote(ListStory {
        id,
        kinds: (*kinds).clone(),
        after: None,
        limit: 0,
    });
    let counts = remote
        .data()
        .map_or_else(Vec::new, |story| story.counts.clone());
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let choose = {
        let kinds = kinds.clone();
        move |next: Vec<StoryKind>| {
            let kinds = kinds.setter();
            Callback::from(move |()| kinds.set(next.clone()))
        }
    };
    let chips = counts.iter().map(|(kind, count)| {
        let label = chip(&texts.t(&format!("customers-kind-{}", kind.name())), *count);
        html! {
            <Button key={kind.name()} test_id={format!("customers-kind-{}", kind.name())} class="aglis-chip-button" {label}
                pressed={kinds.contains(kind)} on_click={choose(turned(&kinds, *kind))} />
        }
    });
    let all = html! {
        <Button test_id="customers-kind-all" class="aglis-chip-button" label={chip(&texts.t("customers-kind-all"), total)} pressed={kinds.is_empty()} on_click={choose(Vec::new())} />
    };
    let view = {
        let (kinds, texts) = ((*kinds).clone(), texts.clone());
        Callback::from(move |story: Rc<Story>| {
            if story.entries.is_empty() {
                return html! { <p class="aglis-quiet">{ texts.t("customers-story-empty") }</p> };
            }
            html! { <Entries {id} kinds={kinds.clone()} story={story.clone()} /> }
        })
    };
    html! {
        <div data-testid="customers-story">
            <div class="aglis-chips" role="group" aria-label={texts.t("customers-kinds")}>{ all }{ for chips }</div>
            <RemoteView<Story> {remote} {view} shape={SkeletonShape::Lines} />
        </div>
    }
}

fn chip(word: &str, count: i64) -> String {
    format!("{word} {count}")
}

#[derive(Properties, PartialEq)]
struct EntriesProps {
    id: CustomerId,
    kinds: Vec<StoryKind>,
    story: Rc<Story>,
}

/// The entries of a page, and what comes after it.
#[component]
fn Entries(props: &EntriesProps) -> Html {
    let texts = use_text();
    let items: Vec<TimelineItem> = props
        .story
        .entries
        .iter()
        .map(|one: &StoryEntry| entry(&texts, one))
        .collect();
    // Other kinds begin with their first page again.
    let key: String = props.kinds.iter().map(|kind| kind.name()).collect();
    html! {
        <>
            <Timeline {items} />
            if let Some(after) = &props.story.next {
                <Rest {key} id={props.id} kinds={props.kinds.clone()} after={after.clone()} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct RestProps {
    id: CustomerId,
    kinds: Vec<StoryKind>,
    after: StoryCursor,
}

/// The next page, once somebody wants it. It follows the page before when that is read anew.
#[component]
fn Rest(props: &RestProps) -> Html {
    let texts = use_text();
    let is_open = use_state_eq(|| false);
    let remote = use_remote_if(is_open.then(|| ListStory {
        id: props.id,
        kinds: props.kinds.clone(),
        after: Some(props.after.clone()),
        limit: 0,
    }));
    if !*is_open {
        let on_click = Callback::from(move |()| is_open.set(true));
        return html! { <Button test_id="customers-story-more" label={texts.t("customers-story-more")} icon={Icon::Down} online=true {on_click} /> };
    }
    let (id, kinds) = (props.id, props.kinds.clone());
    let view = Callback::from(
        move |story: Rc<Story>| html! { <Entries {id} kinds={kinds.clone()} story={story.clone()} /> },
    );
    html! { <RemoteView<Story> {remote} {view} shape={SkeletonShape::Lines} /> }
}

#[cfg(test)]
mod tests {
    use model::customers::StoryKind;

    use super::turned;

    #[test]
    fn chips_are_pressed_together_and_all_of_them_are_none() {
        let one = turned(&[], StoryKind::Payment);
        assert_eq!(one, [StoryKind::Payment]);
        let two = turned(&one, StoryKind::Note);
        assert_eq!(two, [StoryKind::Note, StoryKind::Payment]);
        assert_eq!(turned(&two, StoryKind::Payment), [StoryKind::Note]);
        let but_one = &StoryKind::ALL[1..];
        assert!(turned(but_one, StoryKind::ALL[0]).is_empty());
    }
}
