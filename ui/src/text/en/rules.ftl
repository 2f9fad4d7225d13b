# What SLA clocks rest on: targets, working hours, holidays, reasons to wait
rules-sla = SLA
rules-hours = Working hours
rules-follow = { $count ->
    [0] No open ticket needs a new due time.
    [one] A change sets a new due time for the one open ticket at once.
   *[other] A change sets new due times for { $shown } open tickets at once.
}
# Targets
rules-targets = Time targets
rules-targets-text = How long a ticket may take, by its priority and by the service level of the package. A level without a target of its own uses the standard one.
rules-level = Service level
rules-level-hint = Decides how soon its tickets must be done; see the SLA tab
rules-level-standard = Standard
rules-priority = Priority
rules-target = Done within
rules-target-hours = Done within (hours)
rules-response = First response within
rules-response-minutes = First response within (minutes)
rules-response-hint = Leave empty to promise nothing
rules-counted = Hours that count
rules-counted-hint = Outside these hours no time passes
rules-counted-every = around the clock
rules-counted-usual = Default working hours
rules-in-hours = { $hours } h
rules-in-minutes = { $minutes } min
rules-as-standard = as standard
rules-target-edit = Change the target for { $priority }, { $level }
rules-target-remove = Use the standard target
rules-target-removed = The standard target applies again.
# Reasons to wait
rules-reasons = Hold reasons
rules-reasons-text = What can be chosen when a ticket is put on hold. A change applies to the next pause; one that has begun stays as it was.
rules-reason = Reason
rules-reason-id = Reason in Indonesian
rules-reason-en = Reason in English
rules-reason-new = Add a reason
rules-reason-edit = Change “{ $name }”
rules-reason-clock = SLA clock
rules-reason-stops = stops
rules-reason-runs = keeps running
rules-reason-stops-check = The SLA clock stops while waiting
rules-reason-waiting = Tickets waiting
rules-reason-stays = This reason is always offered.
rules-offered = Offered
rules-not-offered = Not offered
rules-offer = Offer as a choice
# Working hours
rules-calendars = Calendars of working hours
rules-calendars-text = An SLA clock runs during working hours only. A day may have several of them, up to 24:00.
rules-calendar-new = Add a calendar
rules-calendar-edit = Change { $name }
rules-calendar-name = Name of the calendar
rules-calendar-default = Default
rules-calendar-default-check = Make it the default calendar
rules-calendar-default-is = The default calendar. To change that, make another one the default.
rules-calendar-week = { $hours } h a week
rules-calendar-targets = { $count ->
    [0] no target runs on it
    [one] one target runs on it
   *[other] { $count } targets run on it
}
rules-calendar-used = Targets run on it, so it has to stay offered.
rules-day-monday = Monday
rules-day-tuesday = Tuesday
rules-day-wednesday = Wednesday
rules-day-thursday = Thursday
rules-day-friday = Friday
rules-day-saturday = Saturday
rules-day-sunday = Sunday
rules-day-off = closed
rules-hours-hint = Such as 08:00-12:00, 13:00-17:00. Empty means closed.
rules-copy-monday = Tuesday–Friday as on Monday
# Holidays
rules-holidays = Holidays
rules-holidays-text = SLA clocks stop on these days, except where the target runs around the clock.
rules-holidays-none = No holidays ahead.
rules-holidays-past = { $count ->
    [one] One holiday that has passed
   *[other] { $count } holidays that have passed
}
rules-holiday-new = Add a holiday
rules-holiday-edit = Change { $name }
rules-holiday-day = Day
rules-holiday-name = Name of the holiday
rules-holiday-for = Applies to
rules-holiday-all = All calendars
rules-holiday-remove = Remove { $name }
rules-holiday-removed = { $name } is an ordinary day now.
# Ready-made texts
rules-texts = Ready-made texts
rules-texts-manage = Manage ready-made texts
rules-texts-text = When a text is inserted, { "{customer}" }, { "{number}" } and { "{technician}" } become the customer's name, the ticket's number and the technician's name.
rules-texts-none = No ready-made texts yet.
rules-text-new = Add a text
rules-text-edit = Change “{ $name }”
rules-text-title = Title
rules-text-body = Text
rules-text-remove = Remove “{ $name }”
rules-text-removed = “{ $name }” is not offered any more.
rules-texts-gone = Removed texts ({ $count })
rules-text-restore = Offer again
rules-text-back = Back to the list
# Categories of tickets
rules-categories = Ticket categories
rules-categories-text = What the issue is, with the kind and priority it usually has and the checks to be done before a ticket is finished.
rules-category-new = Add a category
rules-category-edit = Change “{ $name }”
rules-category-id = Name in Indonesian
rules-category-en = Name in English
rules-category-kind = Usual kind of work
rules-category-any = Any kind
rules-category-priority = Usual priority
rules-checklist = Checklist
rules-checklist-text = Every new ticket gets this checklist. Tickets that have one keep theirs.
rules-checklist-add = Add a line
rules-checklist-line = Line { $number }
rules-checklist-id = In Indonesian
rules-checklist-en = In English
rules-checklist-required = Required before a ticket is finished
rules-checklist-up = Move line { $number } up
rules-checklist-remove = Remove line { $number }
# How tickets end
rules-endings = Outcomes
rules-endings-text = Chosen when a ticket is finished, for counting causes and fixes. What was chosen stays on its tickets.
rules-ending = Outcome
rules-ending-id = In Indonesian
rules-ending-en = In English
rules-ending-new = Add an outcome
rules-ending-edit = Change “{ $name }”
rules-ending-tickets = Tickets
