//! What is offered to whom, and what there is to choose. It decides nothing: the database does.

use super::{BulkAction, BulkEntity, BulkNotify};
use crate::access::Role;

impl BulkAction {
    /// What is offered on records of a kind to somebody of this role, as the single actions are.
    #[must_use]
    pub fn offered(entity: BulkEntity, role: Role) -> Vec<Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|action| action.entity() == entity && action.is_for(role))
            .collect()
    }

    fn is_for(self, role: Role) -> bool {
        match self {
            BulkAction::TicketAssign
            | BulkAction::TicketStatus
            | BulkAction::TicketPriority
            | BulkAction::TicketNote
            | BulkAction::RegistrationAssign
            | BulkAction::RegistrationSchedule
            | BulkAction::CustomerTag
            | BulkAction::CustomerUntag
            | BulkAction::TicketMessage
            | BulkAction::RegistrationMessage
            | BulkAction::CustomerMessage
            | BulkAction::InvoiceRemind => {
                matches!(role, Role::Admin | Role::Office | Role::Supervisor)
            }
            BulkAction::RegistrationVerify
            | BulkAction::RegistrationReject
            | BulkAction::RegistrationApprove
            | BulkAction::CustomerPackage => matches!(role, Role::Admin | Role::Office),
            BulkAction::CustomerDelete | BulkAction::CustomerRestore | BulkAction::InvoiceVoid => {
                role == Role::Admin
            }
        }
    }

    /// Who may be told of it; nothing to choose where the single action tells nobody, or where it is a message itself.
    #[must_use]
    pub fn channels(self) -> &'static [BulkNotify] {
        match self {
            BulkAction::TicketAssign
            | BulkAction::TicketStatus
            | BulkAction::RegistrationVerify
            | BulkAction::RegistrationReject
            | BulkAction::RegistrationSchedule
            | BulkAction::RegistrationApprove => {
                &[BulkNotify::InApp, BulkNotify::Whatsapp, BulkNotify::Off]
            }
            BulkAction::TicketPriority
            | BulkAction::TicketNote
            | BulkAction::RegistrationAssign => &[BulkNotify::InApp, BulkNotify::Off],
            BulkAction::CustomerTag
            | BulkAction::CustomerUntag
            | BulkAction::CustomerPackage
            | BulkAction::CustomerDelete
            | BulkAction::CustomerRestore
            | BulkAction::TicketMessage
            | BulkAction::RegistrationMessage
            | BulkAction::CustomerMessage
            | BulkAction::InvoiceVoid
            | BulkAction::InvoiceRemind => &[],
        }
    }

    /// Whether what it does is taken away from somebody, so that it stands apart from the others.
    #[must_use]
    pub fn is_harsh(self) -> bool {
        matches!(
            self,
            BulkAction::RegistrationReject | BulkAction::CustomerDelete | BulkAction::InvoiceVoid
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{BulkAction, BulkEntity};
    use crate::access::Role;

    #[test]
    fn technicians_are_offered_nothing_and_admins_everything() {
        for entity in BulkEntity::ALL {
            assert!(BulkAction::offered(*entity, Role::Technician).is_empty());
            let all = BulkAction::ALL.iter().filter(|one| one.entity() == *entity);
            assert_eq!(
                BulkAction::offered(*entity, Role::Admin),
                all.copied().collect::<Vec<_>>()
            );
        }
        let invoices = BulkAction::offered(BulkEntity::Invoices, Role::Office);
        assert_eq!(invoices, [BulkAction::InvoiceRemind]);
    }
}
