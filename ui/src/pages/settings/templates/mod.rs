//! Texts of messages: the list of them, and the text that is worked on with its look beside it.

mod bubble;
mod editor;
mod insert;
mod test_send;
mod try_on;
mod versions;

use std::rc::Rc;

use model::{
    access::Role,
    templates::{ListTemplates, Template, TemplateName},
    text::Locale,
};
use yew::prelude::*;

use self::editor::Editor;
use crate::{
    hooks::{use_remote, use_session, use_text},
    widgets::{Button, RemoteView, Section, SkeletonShape},
};

/// The tab.
#[component]
pub fn TemplatesTab() -> Html {
    let texts = use_text();
    let may_write = use_session().is_any(&[Role::Admin]);
    let remote = use_remote(ListTemplates {});
    let name = use_state_eq(|| TemplateName::ALL[0]);
    let language = use_state_eq(|| texts.locale());
    let again = remote.again.clone();
    let view = {
        let (texts, name, language) = (texts.clone(), name.clone(), language.clone());
        Callback::from(move |all: Rc<Vec<Template>>| {
            let chosen = all
                .iter()
                .find(|one| one.name == *name && one.language == *language)
                .cloned();
            let languages = Locale::ALL.map(|one| {
                let (set, label) = (language.setter(), texts.t(language_name(one)));
                let pressed = one == *language;
                let on_click = Callback::from(move |()| set.set(one));
                html! { <Button key={one.code()} test_id={format!("templates-language-{}", one.code())} {label} {pressed} {on_click} /> }
            });
            let names = TemplateName::ALL.map(|one| {
                let (set, is_chosen) = (name.setter(), one == *name);
                let onclick = Callback::from(move |_: MouseEvent| set.set(one));
                html! {
                    <li key={one.name()}>
                        <button type="button" class="aglis-template-name" data-testid={format!("templates-template-{}", one.name())}
                            aria-current={is_chosen.then_some("true")} {onclick}>{ texts.t(&one.text_key()) }</button>
                    </li>
                }
            });
            html! {
                <div class="aglis-templates">
                    <nav aria-label={texts.t("templates-list")}><ul data-testid="templates-templates">{ for names }</ul></nav>
                    <div>
                        <div class="aglis-switch" role="group" aria-label={texts.t("templates-language")}>{ for languages }</div>
                        if let Some(template) = &chosen {
                            <Editor key={format!("{}-{}", template.name.name(), template.language.code())} template={template.clone()} {may_write} again={again.clone()} />
                        }
                    </div>
                </div>
            }
        })
    };
    html! {
        <Section title={texts.t("templates-title")}>
            <p class="aglis-quiet aglis-lead">{ texts.t("templates-text") }</p>
            <RemoteView<Vec<Template>> {remote} {view} shape={SkeletonShape::Record} />
        </Section>
    }
}

fn language_name(language: Locale) -> &'static str {
    match language {
        Locale::Id => "templates-language-id",
        Locale::En => "templates-language-en",
    }
}
