# Staff
staff-title = Staff
staff-empty = Nobody here yet
staff-empty-hint = An admin adds people in the settings.
staff-role = Role
staff-zones = Zones
staff-username = Login name
staff-change = Change { $name }
staff-no-tickets = No open tickets.
staff-role-change = The open sessions of { $name } are cut and come back under the new role.
