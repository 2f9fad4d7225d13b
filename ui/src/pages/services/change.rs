//! Changing a connection: package and price from a day on, its place, its billing day.

use std::rc::Rc;

use chrono::NaiveDate;
use model::{
    ids::{PackageId, ZoneId},
    money::Rupiah,
    odps::{parse_pin, show_pin},
    packages::{ListPackages, ListZones},
    problem::{Problem, Problems},
    registrations::Address,
    services::{ChangeService, ServiceDetail},
};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use crate::{
    hooks::{use_edit, use_remote, use_session, use_text},
    widgets::{Choice, EditDialog, Field, FieldKind},
};

/// Properties of [`Change`], and of ending.
#[derive(Properties, PartialEq)]
pub struct ChangeProps {
    /// As it is now.
    pub service: Rc<ServiceDetail>,
    /// Opens and closes the dialog.
    pub on_open: Callback<bool>,
}

/// What was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Typed {
    package: Option<PackageId>,
    price: String,
    from: String,
    address: Address,
    zone: Option<ZoneId>,
    pin: String,
    billing_day: String,
}

impl Typed {
    /// What holds, or is planned.
    fn of(service: &ServiceDetail, today: NaiveDate) -> Self {
        let planned = service.terms.first().filter(|terms| !terms.applied);
        let (package, agreed, from) = planned
            .map_or((service.package_id, service.agreed_price, today), |terms| {
                (terms.package_id, terms.agreed_price, terms.from)
            });
        Self {
            package: Some(package),
            price: agreed.map_or_else(String::new, |price| price.0.to_string()),
            from: from.to_string(),
            address: service.address.clone(),
            zone: Some(service.zone_id),
            pin: show_pin(service.place),
            billing_day: service.billing_day.to_string(),
        }
    }

    /// What is sent.
    ///
    /// # Errors
    /// Problems by field, see [`ChangeService::check`].
    fn check(
        &self,
        service: &ServiceDetail,
        version: i32,
        today: NaiveDate,
    ) -> Result<ChangeService, Problems> {
        let mut problems = Problems::none();
        let price = Some(self.price.trim()).filter(|price| !price.is_empty());
        let price = problems.check("agreed_price", price.map(Rupiah::parse).transpose());
        let from = problems.check(
            "from",
            self.from
                .parse::<NaiveDate>()
                .map_err(|_| Problem::new("DATE_INVALID")),
        );
        // Shown with six places: what nobody touched stays as exact as it is.
        let pin = if self.pin == show_pin(service.place) {
            Some(service.place)
        } else {
            problems.check("pin", parse_pin(&self.pin))
        };
        let request = ChangeService {
            id: service.id,
            version,
            package: self.package,
            agreed_price: price.flatten(),
            // Only for the checks of the others; it is not sent then.
            from: from.unwrap_or(today),
            address: self.address.clone(),
            zone: self.zone,
            pin: pin.flatten(),
            billing_day: self.billing_day.trim().parse().unwrap_or(0),
        };
        if let Err(wrong) = request.check(today) {
            for (field, found) in wrong.into_fields() {
                for problem in found {
                    problems.add(&field, problem);
                }
            }
        }
        problems.into_result().map(|()| request)
    }
}

/// The dialog.
#[component]
pub fn Change(props: &ChangeProps) -> Html {
    let (texts, today) = (use_text(), use_session().zone().day(chrono::Utc::now()));
    let (service, start) = (&props.service, props.service.clone());
    let key = format!("services-change-{}", service.id);
    let edit =
        use_edit::<_, ChangeService>(&key, service.version, move || Typed::of(&start, today));
    let typed = &edit.typed;
    let (packages, zones) = (use_remote(ListPackages {}), use_remote(ListZones {}));
    let mut on_sale = packages.data().map_or_else(Vec::new, |all| all.to_vec());
    on_sale.sort_by_key(|one| (one.down_mbps, one.monthly_price));
    let zones = zones.data().cloned().unwrap_or_default();
    // What it has stays a choice, also when it is sold no more.
    let kept = on_sale
        .iter()
        .all(|one| one.id != service.package_id)
        .then(|| Choice::new(service.package_id.to_string(), service.package.clone()));
    let packages: Vec<_> = on_sale
        .iter()
        .map(|one| {
            Choice::new(
                one.id.to_string(),
                format!("{} · {}", one.name, one.monthly_price),
            )
        })
        .chain(kept)
        .collect();
    let zones: Vec<_> = zones
        .iter()
        .map(|zone| Choice::new(zone.id.to_string(), zone.name.clone()))
        .collect();
    let on_submit = {
        let (call, done) = (edit.call.clone(), edit.saved(props.on_open.clone()));
        let (typed, service, version) = (typed.clone(), service.clone(), edit.version);
        Callback::from(move |()| {
            call.run_checked(typed.check(&service, version, today), done.clone());
        })
    };
    let text = |id: &'static str,
                field: &'static str,
                label: AttrValue,
                value: &str,
                required: bool,
                change: fn(&mut Typed, String)| {
        html! {
            <Field {id} {label} value={value.to_owned()} {required} problems={edit.call.problems(field)} on_change={edit.field(field, change)} />
        }
    };
    let problems = |field: &str| edit.call.problems(field);
    let address = &typed.address;
    let moves = typed.zone != Some(service.zone_id) && service.odp.is_some();
    let on_close = props.on_open.reform(|()| false);
    html! {
        <EditDialog prefix="services-change" title={texts.t_with("services-change-title", &[("name", &super::whose(service))])}
            is_stale={edit.is_stale} busy={edit.call.busy} fault={edit.call.fault.clone()} {on_submit} on_restart={edit.restart()}
            on_discard={edit.discard(props.on_open.clone())} {on_close}>
            <div class="aglis-two">
                <Field id="services-package" kind={FieldKind::Select} label={texts.t("common-package")} choices={packages} required=true
                    value={typed.package.map_or_else(String::new, |id| id.to_string())} problems={problems("package")}
                    on_change={edit.field("package", |typed: &mut Typed, text: String| typed.package = text.parse().ok())} />
                <Field id="services-agreed-price" kind={FieldKind::Money} label={texts.t("services-agreed-price")} value={typed.price.clone()}
                    hint={texts.t("services-agreed-hint")} problems={problems("agreed_price")}
                    on_change={edit.field("agreed_price", |typed: &mut Typed, text| typed.price = text)} />
                <Field id="services-from" kind={FieldKind::Date} label={texts.t("services-from")} value={typed.from.clone()} required=true
                    hint={texts.t("services-from-hint")} problems={problems("from")}
                    on_change={edit.field("from", |typed: &mut Typed, text| typed.from = text)} />
                <Field id="services-billing-day" kind={FieldKind::Number} label={texts.t("services-billing-day")} value={typed.billing_day.clone()} required=true
                    hint={texts.t("registrations-billing-day-hint")} problems={problems("billing_day")}
                    on_change={edit.field("billing_day", |typed: &mut Typed, text| typed.billing_day = text)} />
                { text("services-street", "street", texts.t("common-street"), &address.street, true, |typed, text| typed.address.street = text) }
                { text("services-rt", "rt", "RT".into(), &address.rt, false, |typed, text| typed.address.rt = text) }
                { text("services-rw", "rw", "RW".into(), &address.rw, false, |typed, text| typed.address.rw = text) }
                { text("services-kelurahan", "kelurahan", texts.t("common-kelurahan"), &address.kelurahan, false, |typed, text| typed.address.kelurahan = text) }
                { text("services-kecamatan", "kecamatan", texts.t("common-kecamatan"), &address.kecamatan, true, |typed, text| typed.address.kecamatan = text) }
                { text("services-city", "city", texts.t("common-city"), &address.city, false, |typed, text| typed.address.city = text) }
                <Field id="services-zone" kind={FieldKind::Select} label={texts.t("common-zone")} choices={zones} required=true
                    value={typed.zone.map_or_else(String::new, |zone| zone.to_string())} problems={problems("zone")}
                    on_change={edit.field("zone", |typed: &mut Typed, text: String| typed.zone = text.parse().ok())} />
                <Field id="services-pin" label={texts.t("services-place")} hint={texts.t("odps-pin-hint")} value={typed.pin.clone()}
                    placeholder="-6.914744, 107.609810" problems={problems("pin")}
                    on_change={edit.field("pin", |typed: &mut Typed, text| typed.pin = text)} />
            </div>
            if moves { <p class="aglis-quiet" role="status" data-testid="services-moves">{ texts.t("services-moves") }</p> }
        </EditDialog>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::{PackageId, ServiceId, ZoneId},
        money::Rupiah,
        registrations::Address,
        services::{ServiceDetail, Terms},
        states::ServiceStatus,
    };

    use super::Typed;

    fn service() -> ServiceDetail {
        ServiceDetail {
            id: ServiceId(7),
            version: 3,
            status: ServiceStatus::Active,
            customer: None,
            package: "Home Silver".to_owned(),
            package_id: PackageId(1),
            speed: (50, 20),
            monthly_price: Rupiah(250_000),
            agreed_price: None,
            terms: Vec::new(),
            address: Address {
                street: "Jl. Merdeka 5".to_owned(),
                kecamatan: "Coblong".to_owned(),
                ..Address::default()
            },
            zone: "Utara".to_owned(),
            zone_id: ZoneId(2),
            odp: None,
            odp_port: None,
            place: Some((-6.914_744_123, 107.609_81)),
            billing_day: 5,
            activated_on: None,
            terminated_on: None,
            end_reason: None,
            invoices: Vec::new(),
            tickets: Vec::new(),
        }
    }

    #[test]
    fn what_is_not_touched_stays_as_it_was() {
        let (service, today) = (service(), "2026-11-29".parse().unwrap());
        let request = Typed::of(&service, today)
            .check(&service, 3, today)
            .unwrap();
        assert_eq!(request.package, Some(PackageId(1)));
        assert_eq!((request.agreed_price, request.billing_day), (None, 5));
        assert_eq!(request.pin, service.place, "as exact as it is");
        assert_eq!(request.address, service.address);
    }

    #[test]
    fn a_plan_is_what_stands_in_the_form() {
        let (mut service, today) = (service(), "2026-11-29".parse().unwrap());
        service.terms.push(Terms {
            from: "2026-12-01".parse().unwrap(),
            package_id: PackageId(2),
            package: "Home Gold".to_owned(),
            agreed_price: Some(Rupiah(300_000)),
            applied: false,
            by: None,
        });
        let request = Typed::of(&service, today)
            .check(&service, 3, today)
            .unwrap();
        assert_eq!(request.from.to_string(), "2026-12-01");
        assert_eq!(
            (request.package, request.agreed_price),
            (Some(PackageId(2)), Some(Rupiah(300_000)))
        );
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it_at_once() {
        let (service, today) = (service(), "2026-11-29".parse().unwrap());
        let typed = Typed {
            package: None,
            price: "abc".to_owned(),
            from: String::new(),
            address: Address::default(),
            zone: None,
            pin: "di tiang".to_owned(),
            billing_day: "akhir".to_owned(),
        };
        let problems = typed.check(&service, 3, today).unwrap_err();
        for field in [
            "package",
            "agreed_price",
            "from",
            "street",
            "zone",
            "pin",
            "billing_day",
        ] {
            assert_eq!(problems.field(field).len(), 1, "{field}");
        }
    }
}
