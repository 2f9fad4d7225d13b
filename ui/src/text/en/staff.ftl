# Staff
staff-title = Staff
staff-empty = Nobody here yet
staff-empty-hint = An admin adds people in the settings.
staff-role = Role
staff-zones = Zones
staff-username = Login name
