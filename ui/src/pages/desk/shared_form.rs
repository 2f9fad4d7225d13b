//! The address of a database the whole company shares, tried before it is used.

use std::rc::Rc;

use model::{
    desk::{ConnectionReport, SharedDatabase, TestConnection, UseSharedDatabase},
    fault::{Code, Fault},
    problem::{Problem, Problems},
    secret::Secret,
};
use yew::prelude::*;

use super::card::Card;
use crate::{
    hooks::{use_call, use_desk, use_draft, use_text},
    widgets::{Button, Field, FieldKind, Form, Icon, Kind, Picture},
};

/// What is typed; the password is not kept in the draft.
#[derive(Clone, PartialEq)]
struct Typed {
    host: String,
    port: String,
    database: String,
    ca_certificate: String,
    username: String,
}

impl Typed {
    fn start() -> Self {
        Self {
            host: String::new(),
            port: "5432".to_owned(),
            database: "aglis".to_owned(),
            ca_certificate: String::new(),
            username: String::new(),
        }
    }

    fn checked(&self) -> Result<SharedDatabase, Problems> {
        let mut problems = Problems::none();
        let host = self.host.trim();
        if host.is_empty() {
            problems.add("host", Problem::new("TEXT_REQUIRED"));
        } else if !SharedDatabase::is_host(host) {
            problems.add("host", Problem::new("HOST_FORMAT"));
        }
        let database = self.database.trim();
        if database.is_empty() {
            problems.add("database", Problem::new("TEXT_REQUIRED"));
        } else if !SharedDatabase::is_name(database) {
            problems.add("database", Problem::new("DATABASE_FORMAT"));
        }
        let pasted = self.ca_certificate.trim();
        let certificate = (!pasted.is_empty()).then(|| certificates(pasted));
        if certificate == Some(None) {
            problems.add("ca_certificate", Problem::new("CERTIFICATE_FORMAT"));
        }
        let port = self
            .port
            .trim()
            .parse::<u16>()
            .ok()
            .filter(|port| *port > 0);
        if port.is_none() {
            problems.add("port", Problem::new("PORT_RANGE"));
        }
        problems.into_result()?;
        Ok(SharedDatabase {
            host: host.to_owned(),
            port: port.unwrap_or_default(),
            database: database.to_owned(),
            ca_certificate: certificate.flatten(),
        })
    }
}

/// The certificates in a pasted text, with the line breaks that chats and mails take away; none when it holds none.
fn certificates(pasted: &str) -> Option<String> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut pem = String::new();
    for part in pasted.split(BEGIN).skip(1) {
        let body: String = part.split_once(END)?.0.split_whitespace().collect();
        pem.push_str(BEGIN);
        for (at, letter) in body.chars().enumerate() {
            if at % 64 == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem.push('\n');
        pem.push_str(END);
        pem.push('\n');
    }
    (!pem.is_empty()).then_some(pem)
}

/// Properties of [`SharedForm`].
#[derive(Properties, PartialEq)]
pub(super) struct SharedFormProps {
    pub on_back: Callback<()>,
}

/// The form.
#[component]
pub(super) fn SharedForm(props: &SharedFormProps) -> Html {
    let (texts, desk) = (use_text(), use_desk());
    let draft = use_draft("desk-shared", Typed::start);
    let password = use_state_eq(String::new);
    let report = use_state_eq(|| None::<ConnectionReport>);
    let own = use_state_eq(|| None::<Rc<Fault>>);
    let (test, save) = (
        use_call::<TestConnection>(),
        use_call::<UseSharedDatabase>(),
    );
    let typed = draft.value().clone();

    let checked = {
        let (typed, own) = (typed.clone(), own.setter());
        move || match typed.checked() {
            Ok(database) => {
                own.set(None);
                Some(database)
            }
            Err(problems) => {
                own.set(Some(Rc::new(Fault::invalid(problems))));
                None
            }
        }
    };
    let on_test = {
        let (checked, test, report) = (checked.clone(), test.clone(), report.setter());
        let (username, password) = (typed.username.trim().to_owned(), (*password).clone());
        Callback::from(move |()| {
            report.set(None);
            let Some(database) = checked() else { return };
            let report = report.clone();
            test.run_then(
                TestConnection {
                    database,
                    username: username.clone(),
                    password: Secret::new(password.clone()),
                },
                move |found| report.set(Some(found)),
            );
        })
    };
    let on_submit = {
        let (save, again) = (save.clone(), desk.again.clone());
        Callback::from(move |()| {
            let Some(database) = checked() else { return };
            let again = again.clone();
            save.run_then(UseSharedDatabase { database }, move |()| again.emit(()));
        })
    };
    let fault = [&*own, &save.fault, &test.fault]
        .into_iter()
        .find_map(Clone::clone);
    let problems = |field: &str| {
        fault
            .as_ref()
            .map(|fault| fault.field(field).to_vec())
            .unwrap_or_default()
    };
    let actions = html! {
        <>
            <Button test_id="shared-submit" label={texts.t("desk-use-shared")} kind={Kind::Primary} submit=true busy={save.busy} />
            <Button test_id="shared-test" label={texts.t("desk-test")} busy={test.busy} on_click={on_test} />
            <Button test_id="shared-back" label={texts.t("common-back")} kind={Kind::Plain} on_click={props.on_back.clone()} />
        </>
    };
    let note = fault
        .clone()
        .filter(|fault| fault.code != Code::Invalid || fault.fields.is_empty());
    let set_password = {
        let password = password.clone();
        Callback::from(move |text| password.set(text))
    };
    html! {
        <Card title={texts.t("desk-shared")} text={texts.t("desk-shared-form")} wide=true>
            <Form test_id="shared-form" {on_submit} {actions} fault={note}>
                <div class="aglis-host">
                    <Field id="shared-host" label={texts.t("desk-host")} value={typed.host.clone()} required=true focus=true problems={problems("host")}
                        placeholder="db.example.co.id" on_change={draft.edit(|typed: &mut Typed, text| typed.host = text)} />
                    <Field id="shared-port" label={texts.t("desk-port")} kind={FieldKind::Number} value={typed.port.clone()} required=true
                        problems={problems("port")} on_change={draft.edit(|typed: &mut Typed, text| typed.port = text)} max=5 />
                </div>
                <Field id="shared-database" label={texts.t("desk-database")} value={typed.database.clone()} required=true
                    problems={problems("database")} on_change={draft.edit(|typed: &mut Typed, text| typed.database = text)} />
                <Field id="shared-ca" label={texts.t("desk-ca")} kind={FieldKind::Long} value={typed.ca_certificate.clone()} hint={texts.t("desk-ca-hint")}
                    problems={problems("ca_certificate")} on_change={draft.edit(|typed: &mut Typed, text| typed.ca_certificate = text)} />
                <h2>{ texts.t("desk-test-title") }</h2>
                <div class="aglis-two">
                    <Field id="shared-username" label={texts.t("desk-username")} value={typed.username.clone()} autocomplete="username"
                        on_change={draft.edit(|typed: &mut Typed, text| typed.username = text)} />
                    <Field id="shared-password" label={texts.t("desk-password")} kind={FieldKind::Password} value={(*password).clone()}
                        autocomplete="current-password" on_change={set_password} />
                </div>
                if let Some(report) = &*report {
                    { match &report.problem {
                        Some(problem) => html! {
                            <div class="aglis-note aglis-tone-bad" role="alert" data-testid="shared-report" data-problem={problem.code.clone()}>
                                <Picture icon={Icon::Warning} /><div>{ texts.problem(problem) }</div>
                            </div>
                        },
                        None => html! {
                            <div class="aglis-note aglis-tone-good" role="status" data-testid="shared-report" data-problem="">
                                <Picture icon={Icon::Done} />
                                <div>{ texts.t_with("desk-test-good", &[("milliseconds", &report.milliseconds), ("server", &report.server.clone().unwrap_or_default())]) }</div>
                            </div>
                        },
                    } }
                }
            </Form>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::{Typed, certificates};

    #[test]
    fn a_certificate_that_lost_its_lines_on_the_way_gets_them_back() {
        let whole = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n{}\n-----END CERTIFICATE-----\n",
            "A".repeat(64),
            "B".repeat(10)
        );
        assert_eq!(certificates(&whole.replace('\n', "")), Some(whole.clone()));
        let two = whole.repeat(2);
        assert_eq!(certificates(&two.replace('\n', "\r\n ")), Some(two));
        assert_eq!(certificates("-----BEGIN CERTIFICATE-----\nAAAA"), None);
        assert_eq!(certificates("ssh-ed25519 AAAA"), None);
    }

    #[test]
    fn an_address_is_checked_before_it_is_tried() {
        let typed = Typed {
            port: "70000".to_owned(),
            ca_certificate: "x".to_owned(),
            ..Typed::start()
        };
        let problems = typed.checked().unwrap_err();
        for field in ["host", "port", "ca_certificate"] {
            assert!(!problems.field(field).is_empty(), "{field}");
        }
        for (host, database) in [
            ("db;rm -rf", "aglis"),
            ("10.0.0.1:5432", "aglis"),
            ("db.example.co.id", "a b"),
        ] {
            let typed = Typed {
                host: host.to_owned(),
                database: database.to_owned(),
                ..Typed::start()
            };
            assert!(typed.checked().is_err(), "{host}/{database}");
        }
        let typed = Typed {
            host: " db.example.co.id ".to_owned(),
            ..Typed::start()
        };
        assert_eq!(typed.checked().unwrap().host, "db.example.co.id");
    }
}
