//! Every place of the program: who comes there, by which way, and what shows that it is there.

/// A place.
pub struct Place {
    /// In the names of pictures.
    pub name: &'static str,
    /// The address, or nothing where the last place is gone on from.
    pub hash: Option<&'static str>,
    /// What is clicked on the way, one after the other.
    pub clicks: &'static [&'static str],
    /// What is there at last.
    pub shows: &'static str,
}

const fn at(name: &'static str, hash: &'static str, shows: &'static str) -> Place {
    by(name, hash, &[], shows)
}

const fn by(
    name: &'static str,
    hash: &'static str,
    clicks: &'static [&'static str],
    shows: &'static str,
) -> Place {
    Place {
        name,
        hash: Some(hash),
        clicks,
        shows,
    }
}

const fn on(name: &'static str, clicks: &'static [&'static str], shows: &'static str) -> Place {
    Place {
        name,
        hash: None,
        clicks,
        shows,
    }
}

/// Before anybody is signed in.
pub const SIGNED_OUT: &[Place] = &[on("sign-in", &[], "signin-username")];

/// Of the admin, who may go nearly everywhere.
pub const ADMIN: &[Place] = &[
    at("home", "#/home", "home-tiles"),
    on("user-menu", &["user-menu"], "user-sign-out"),
    on("palette", &["palette-open"], "palette-text"),
    at("registrations", "#/registrations", "registrations-row"),
    on(
        "registrations-board",
        &["registrations-as-board"],
        "registrations-board",
    ),
    on(
        "registrations-list",
        &["registrations-as-list"],
        "registrations-row",
    ),
    on(
        "registration",
        &["registrations-row"],
        "registrations-record",
    ),
    on(
        "registration-full",
        &["record-full"],
        "registrations-record",
    ),
    by(
        "registration-new",
        "#/registrations/new",
        &["registrations-save"],
        "registrations-form",
    ),
    by(
        "registration-change",
        "#/registrations?status=verified",
        &["registrations-row", "registrations-change"],
        "registrations-change-dialog",
    ),
    by(
        "registration-approve",
        "#/registrations?status=verified",
        &["registrations-row", "registrations-approve"],
        "registrations-approve-dialog",
    ),
    by(
        "registration-survey",
        "#/registrations?status=verified",
        &[
            "registrations-row",
            "registrations-more",
            "registrations-survey",
        ],
        "registrations-survey-dialog",
    ),
    by(
        "registration-reject",
        "#/registrations?status=verified",
        &[
            "registrations-row",
            "registrations-more",
            "registrations-reject",
        ],
        "registrations-end-dialog",
    ),
    at("tickets", "#/tickets", "tickets-row"),
    on("ticket", &["tickets-row"], "tickets-record"),
    on("ticket-full", &["record-full"], "tickets-record"),
    on("ticket-more", &["tickets-more"], "tickets-record"),
    by(
        "ticket-new",
        "#/tickets/new",
        &["tickets-save"],
        "tickets-form",
    ),
    by(
        "ticket-assign",
        "#/tickets?status=open",
        &["tickets-row", "tickets-assign"],
        "tickets-assign-dialog",
    ),
    by(
        "ticket-hold",
        "#/tickets?status=in_progress",
        &["tickets-row", "tickets-more", "tickets-hold"],
        "tickets-hold-dialog",
    ),
    on(
        "ticket-classify",
        &["tickets-more", "tickets-classify"],
        "tickets-classify-dialog",
    ),
    on("ticket-link", &["tickets-link"], "tickets-link-dialog"),
    on("ticket-merge", &["tickets-merge"], "tickets-merge-dialog"),
    on(
        "canned-texts",
        &["tickets-canned-manage"],
        "tickets-canned-dialog",
    ),
    on(
        "canned-text-new",
        &[
            "tickets-canned-manage",
            "tickets-canned-new",
            "tickets-canned-save",
        ],
        "tickets-canned-form",
    ),
    by(
        "tickets-of-nobody",
        "#/tickets?lead_id=&sla=late&sla=running&priority=high&priority=normal",
        &["tickets-filter", "tickets-filter-lead_id"],
        "tickets-filter-dialog",
    ),
    by(
        "view-save",
        "#/tickets",
        &["tickets-view", "tickets-view-save"],
        "tickets-view-name",
    ),
    at("customers", "#/customers", "customers-row"),
    on("customers-filter", &["customers-filter"], "customers-list"),
    on("customer", &["customers-row"], "customers-record"),
    on(
        "identity",
        &["customers-identity-show"],
        "customers-identity-dialog",
    ),
    on("customer-full", &["record-full"], "customers-story"),
    on(
        "customer-change",
        &["customers-change"],
        "customers-change-dialog",
    ),
    at("services", "#/services", "services-row"),
    by(
        "service",
        "#/services?status=active",
        &["services-row"],
        "services-record",
    ),
    by(
        "service-change",
        "#/services?status=active",
        &["services-row", "services-change"],
        "services-change-dialog",
    ),
    by(
        "service-end",
        "#/services?status=active",
        &["services-row", "services-end"],
        "services-end-dialog",
    ),
    by(
        "customers-tags",
        "#/customers",
        &["customers-filter", "customers-filter-tags"],
        "customers-filter-dialog",
    ),
    by(
        "services-kecamatan",
        "#/services",
        &["services-filter", "services-filter-kecamatan"],
        "services-choice-search",
    ),
    at("invoice-run", "#/invoices/run", "billing-preview"),
    on("invoice-run-all", &["billing-group-billed"], "billing-row"),
    at("invoices", "#/invoices?status=issued", "invoices-row"),
    on(
        "invoices-chosen",
        &["invoices-select-page"],
        "invoices-selected",
    ),
    on(
        "invoices-export",
        &["invoices-export"],
        "invoices-export-csv",
    ),
    on("invoice", &["invoices-row"], "invoices-record"),
    on("invoice-pay", &["invoices-pay"], "money-take-dialog"),
    at("payments", "#/payments", "payments-row"),
    on("payment", &["payments-row"], "payments-record"),
    by(
        "payment-reverse",
        "#/payments?status=verified",
        &["payments-row", "payments-more", "payments-reverse"],
        "payments-reverse-dialog",
    ),
    by(
        "payment-take",
        "#/payments",
        &["payments-take"],
        "money-take-dialog",
    ),
    by(
        "proof-new",
        "#/payments/proofs",
        &["payments-proof-new"],
        "payments-proof-dialog",
    ),
    at("odps", "#/odps", "odps-row"),
    on("odp", &["odps-row"], "odps-record"),
    on("odp-change", &["odps-edit"], "odps-dialog"),
    by(
        "odp-new",
        "#/odps",
        &["odps-new", "odps-save"],
        "odps-dialog",
    ),
    at("messages", "#/messages", "messages-row"),
    on("message", &["messages-row"], "messages-record"),
    by(
        "message-failed",
        "#/messages?status=failed",
        &["messages-row"],
        "messages-retry",
    ),
    on(
        "message-resend",
        &["messages-resend"],
        "messages-resend-dialog",
    ),
    by(
        "messages-chosen",
        "#/messages?status=failed",
        &["messages-select-page"],
        "messages-retry-chosen",
    ),
    at("queue", "#/messages/queue", "queue-classes"),
    on("queue-day", &["queue-day"], "queue-chart"),
    on("queue-clean", &["queue-clean"], "queue-clean-dialog"),
    at("imports", "#/imports", "imports-page"),
    at("staff", "#/staff", "staff-row"),
    on("colleague", &["staff-row"], "staff-record"),
    on("colleague-change", &["staff-change"], "staff-dialog"),
    at("audit", "#/audit", "audit-row"),
    on("audit-record", &["audit-row"], "audit-record"),
    at("settings", "#/settings/company", "settings-name"),
    at("settings-tax", "#/settings/tax", "settings-tax-example"),
    on(
        "settings-rate",
        &["settings-new-rate"],
        "settings-rate-dialog",
    ),
    at(
        "settings-billing",
        "#/settings/billing",
        "settings-billing-form",
    ),
    at(
        "settings-collection",
        "#/settings/collection",
        "settings-collection-save",
    ),
    at("settings-staff", "#/settings/staff", "settings-staff"),
    on(
        "settings-person",
        &["settings-new-staff", "settings-staff-save"],
        "settings-staff-dialog",
    ),
    at("settings-zones", "#/settings/zones", "settings-zone-row"),
    on(
        "settings-zone",
        &["settings-new-zone", "settings-zone-save"],
        "settings-zone-dialog",
    ),
    at(
        "settings-packages",
        "#/settings/packages",
        "settings-package-row",
    ),
    on(
        "settings-package",
        &["settings-new-package", "settings-package-save"],
        "settings-package-dialog",
    ),
    at(
        "settings-categories",
        "#/settings/categories",
        "settings-category-row",
    ),
    on(
        "settings-category",
        &["settings-new-category", "settings-category-save"],
        "settings-category-dialog",
    ),
    by(
        "settings-ending",
        "#/settings/categories",
        &["settings-new-ending", "settings-ending-save"],
        "settings-ending-dialog",
    ),
    at(
        "settings-templates",
        "#/settings/templates",
        "templates-bubble",
    ),
    on(
        "settings-versions",
        &["templates-history"],
        "templates-versions-dialog",
    ),
    at("settings-sla", "#/settings/sla", "settings-target-row"),
    on(
        "settings-target",
        &["settings-target-standard-high"],
        "settings-target-dialog",
    ),
    by(
        "settings-reason",
        "#/settings/sla",
        &["settings-new-reason", "settings-reason-save"],
        "settings-reason-dialog",
    ),
    at(
        "settings-hours",
        "#/settings/hours",
        "settings-calendar-row",
    ),
    on(
        "settings-calendar",
        &["settings-new-calendar"],
        "settings-calendar-dialog",
    ),
    at(
        "settings-whatsapp",
        "#/settings/whatsapp",
        "whatsapp-gateways",
    ),
    on("settings-gateway", &["whatsapp-new"], "whatsapp-dialog"),
    by(
        "settings-machine",
        "#/settings/whatsapp",
        &["whatsapp-enrol", "whatsapp-enrol-confirm"],
        "whatsapp-enrol-dialog",
    ),
    by(
        "settings-holiday",
        "#/settings/hours",
        &["settings-new-holiday"],
        "settings-holiday-dialog",
    ),
    by(
        "profile",
        "#/home",
        &["user-menu", "user-profile"],
        "profile",
    ),
    by(
        "preferences",
        "#/home",
        &["user-menu", "user-preferences"],
        "preferences",
    ),
    by(
        "notifications-settings",
        "#/home",
        &["user-menu", "user-notifications"],
        "notifications-form",
    ),
    by("bell", "#/home", &["bell"], "notifications"),
    by(
        "password",
        "#/home",
        &["user-menu", "user-password"],
        "password",
    ),
    by("about", "#/home", &["user-menu", "user-about"], "about"),
    by("keys", "#/home", &["user-menu", "user-keys"], "keys"),
];

/// Of the office, which has nearly everything and decides less.
pub const OFFICE: &[Place] = &[
    at("office-home", "#/home", "home-tiles"),
    at(
        "office-registrations",
        "#/registrations",
        "registrations-row",
    ),
    on(
        "office-registration",
        &["registrations-row"],
        "registrations-record",
    ),
    by(
        "office-registration-new",
        "#/registrations/new",
        &[],
        "registrations-form",
    ),
    at("office-tickets", "#/tickets", "tickets-row"),
    on("office-ticket", &["tickets-row"], "tickets-record"),
    at("office-customers", "#/customers", "customers-row"),
    on("office-customer", &["customers-row"], "customers-record"),
    at("office-services", "#/services", "services-row"),
    on("office-service", &["services-row"], "services-record"),
    at("office-odps", "#/odps", "odps-row"),
    on("office-odp", &["odps-row"], "odps-record"),
    at(
        "office-invoices",
        "#/invoices?status=issued",
        "invoices-row",
    ),
    on("office-invoice", &["invoices-row"], "invoices-record"),
    at("office-isolir", "#/isolir/blocked", "isolir-table"),
    at("office-payments", "#/payments", "payments-row"),
    on("office-payment", &["payments-row"], "payments-record"),
    at("office-messages", "#/messages", "messages-list"),
    at("office-bulk", "#/bulk", "bulk-empty"),
    by(
        "office-bulk-ask",
        "#/tickets",
        &["tickets-select-page", "bulk-ticket-status", "bulk-plan"],
        "bulk-form",
    ),
    by(
        "office-bulk-plan",
        "#/invoices",
        &["invoices-select-page", "bulk-invoice-remind"],
        "bulk-plan-view",
    ),
    at("office-imports", "#/imports", "imports-page"),
    at("office-staff", "#/staff", "staff-row"),
    on("office-colleague", &["staff-row"], "staff-record"),
    at("office-audit", "#/audit", "audit-list"),
    at("office-settings", "#/settings", "settings-tabs"),
    by(
        "office-profile",
        "#/home",
        &["user-menu", "user-profile"],
        "profile",
    ),
    by("office-keys", "#/home", &["user-menu", "user-keys"], "keys"),
];

/// Of the supervisor, whose first page is another.
pub const SUPERVISOR: &[Place] = &[
    at("load", "#/home", "home-technicians"),
    at("zone-tickets", "#/tickets", "tickets-row"),
    at("zone-queue", "#/messages/queue", "queue-classes"),
];

/// Of the technician, who has his day and his tickets.
pub const TECHNICIAN: &[Place] = &[
    at("day", "#/home", "home-day"),
    by(
        "job",
        "#/tickets?status=in_progress",
        &["tickets-row"],
        "tickets-record",
    ),
    on(
        "job-finish",
        &["tickets-finish", "tickets-finish-confirm"],
        "tickets-finish-dialog",
    ),
];
