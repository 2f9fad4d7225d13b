//! The one list of what a screen can ask of the core. Desk calls have their own list in [`crate::desk`].

/// All request types that the core answers; `$then!` receives the full paths, reads first, then changes.
#[macro_export]
macro_rules! every_call {
    ($then:ident) => {
        $then! {
            reads {
                $crate::list::ListValues, $crate::bulk::ShowBulkPlan, $crate::bulk::ShowBulk, $crate::bulk::ShowBulkResults, $crate::bulk::ListBulkRuns,
                $crate::access::ShowMe, $crate::access::ListColleagues, $crate::access::ListPeople, $crate::access::ListStaff, $crate::profile::ShowProfile, $crate::profile::ListDevices,
                $crate::packages::ListPackages, $crate::packages::ListZones, $crate::packages::ListCatalogue,
                $crate::registrations::ListRegistrations, $crate::registrations::ShowRegistration,
                $crate::registrations::ShowBoard, $crate::registrations::ListBoardCards,
                $crate::customers::ListCustomers, $crate::customers::ShowCustomer,
                $crate::customers::ListStory, $crate::customers::ShowCustomerMoney, $crate::customers::ListTags, $crate::customers::RevealIdentity,
                $crate::workload::ShowMyDay, $crate::workload::ShowZoneLoad,
                $crate::tickets::ListTickets, $crate::tickets::ShowTicket, $crate::tickets::ShowAttachment,
                $crate::sla::ShowTicketClock, $crate::sla::SweepSla, $crate::sla::rules::ShowSlaRules, $crate::sla::rules::ListHoldReasons,
                $crate::tickets::checklist::ShowChecklist, $crate::tickets::choices::ShowTicketChoices, $crate::tickets::choices::ListTicketCategories,
                $crate::tickets::endings::ListResolutionCodes,
                $crate::templates::ListTemplates, $crate::templates::ListTemplateVersions, $crate::templates::ShowTemplateValues,
                $crate::tickets::conversation::ShowConversation, $crate::tickets::conversation::ListCannedTexts, $crate::tickets::relations::ShowRelations,
                $crate::billing::ListInvoices, $crate::billing::ShowInvoice,
                $crate::settings::ShowCompany, $crate::settings::ShowLogo, $crate::tax::ShowTax,
                $crate::services::ListServices, $crate::services::ShowService,
                $crate::services::ListFreePorts, $crate::odps::ListOdps, $crate::odps::ShowOdp,
                $crate::payments::ListPayments, $crate::payments::ShowPayment,
                $crate::messages::ListMessages, $crate::messages::ShowMessage, $crate::messages::write::PreviewTemplate,
                $crate::queue::ShowQueue, $crate::queue::ShowThroughput, $crate::queue::ListOptouts, $crate::queue::ShowQueueRules, $crate::queue::ListGateways,
                $crate::staff::ListMembers, $crate::staff::ShowMember,
                $crate::trail::ListTrail, $crate::trail::ShowTrail, $crate::trail::VerifyTrail,
                $crate::views::ListViews,
                $crate::palette::Find, $crate::palette::ListRecent,
                $crate::notifications::ListNotifications, $crate::notifications::CountNotifications, $crate::notifications::CatchUpNotifications,
                $crate::notifications::preferences::ShowNotificationPreferences,
                $crate::imports::InspectImport, $crate::imports::TryImport, $crate::imports::RefusedRowsFile, $crate::imports::mappings::ListMappings,
            }
            changes {
                $crate::access::CreateStaff, $crate::access::DisableStaff, $crate::access::EnableStaff, $crate::access::ResetPassword,
                $crate::access::ChangeStaff, $crate::profile::ChangeOwnProfile, $crate::profile::EndSession,
                $crate::packages::SaveZone, $crate::packages::SavePackage,
                $crate::registrations::CreateRegistration, $crate::registrations::VerifyRegistration, $crate::registrations::ApproveRegistration,
                $crate::registrations::EndRegistration, $crate::registrations::ChangeRegistration, $crate::registrations::AskApplicantIdentity,
                $crate::registrations::phone::AskPhoneCode, $crate::registrations::phone::ConfirmPhone,
                $crate::registrations::ScheduleSurvey, $crate::registrations::CompleteSurvey,
                $crate::tickets::CreateTicket, $crate::tickets::AssignTicket, $crate::tickets::MoveTicket, $crate::tickets::CompleteTicket, $crate::tickets::NoteTicket,
                $crate::tickets::checklist::TickItem, $crate::tickets::choices::SaveTicketCategory, $crate::tickets::choices::HoldTicket,
                $crate::tickets::choices::ReopenTicket, $crate::tickets::choices::ClassifyTicket, $crate::tickets::conversation::PostNote,
                $crate::tickets::conversation::AttachFile, $crate::tickets::conversation::SaveCannedText, $crate::tickets::relations::LinkTickets,
                $crate::tickets::relations::UnlinkTickets, $crate::tickets::relations::WatchTicket, $crate::tickets::relations::MergeTicket,
                $crate::tickets::relations::UndoMerge,
                $crate::sla::rules::SaveCalendar, $crate::sla::rules::SaveHoliday, $crate::sla::rules::RemoveHoliday, $crate::sla::rules::SaveSlaTarget,
                $crate::sla::rules::RemoveSlaTarget, $crate::sla::rules::SaveHoldReason,
                $crate::billing::RecordPayment, $crate::billing::VoidInvoice, $crate::billing::MarkOverdue,
                $crate::settings::SaveCompany, $crate::settings::SaveLogo, $crate::settings::RemoveLogo, $crate::tax::ChooseTax, $crate::tax::AddTaxRate, $crate::tax::RemoveTaxRate,
                $crate::customers::ChangeCustomer, $crate::customers::TagCustomer, $crate::customers::DeleteCustomer, $crate::customers::RestoreCustomer, $crate::customers::NoteCustomer, $crate::customers::FileCustomer, $crate::customers::AskIdentity,
                $crate::services::PlugService, $crate::services::ChangeService, $crate::services::EndService, $crate::odps::SaveOdp, $crate::tickets::endings::SaveResolutionCode, $crate::templates::SaveTemplate,
                $crate::messages::write::SendInvoice, $crate::messages::write::WriteMessage, $crate::messages::write::TestTemplate,
                $crate::imports::RunImport, $crate::imports::mappings::SaveMapping, $crate::imports::mappings::ChangeMapping, $crate::imports::mappings::DeleteMapping,
                $crate::views::SaveView, $crate::views::ChangeView, $crate::views::DeleteView, $crate::views::ChooseDefaultView,
                $crate::palette::NoteViewed,
                $crate::bulk::PlanBulk, $crate::bulk::StartBulk, $crate::bulk::RunBulk, $crate::bulk::CancelBulk, $crate::bulk::UndoBulk, $crate::bulk::RetryBulk,
                $crate::notifications::MarkNotifications, $crate::notifications::MarkAllNotificationsRead, $crate::notifications::MarkNotificationsSeen,
                $crate::notifications::SnoozeNotifications, $crate::notifications::DeleteNotifications, $crate::notifications::ClearReadNotifications,
                $crate::notifications::RestoreNotifications, $crate::notifications::preferences::SaveNotificationPreferences,
                $crate::notifications::preferences::ResetNotificationPreferences,
                $crate::queue::RetryMessages, $crate::queue::CancelMessages, $crate::queue::ResolveMessage, $crate::queue::ResendMessage,
                $crate::queue::PauseClass, $crate::queue::PauseGateway, $crate::queue::CleanMessages, $crate::queue::AddOptout, $crate::queue::RemoveOptout,
                $crate::queue::SaveGateway, $crate::queue::RemoveGateway, $crate::queue::RollWebhook, $crate::queue::SaveQueueRules,
                $crate::queue::EnrolWorker, $crate::queue::DismissWorker,
            }
        }
    };
}
