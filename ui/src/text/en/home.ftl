# Home
home-title = Home
home-welcome = Welcome, { $name }
home-to-verify = registrations to verify
home-to-approve = registrations ready to approve
home-unassigned = tickets without technician
home-overdue = overdue invoices
home-unpaid = unpaid invoices
home-mine = my tickets
