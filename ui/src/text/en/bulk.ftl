# Bulk operations
bulk-title = Bulk operations
bulk-one = Bulk operation
bulk-number = Operation #{ $number }
bulk-menu = Actions
bulk-do-ticket-assign = Assign
bulk-do-ticket-status = Status
bulk-do-ticket-priority = Priority
bulk-do-ticket-note = Note
bulk-do-registration-verify = Verify
bulk-do-registration-reject = Reject
bulk-do-registration-assign = Change technician
bulk-do-registration-schedule = Schedule survey
bulk-do-registration-approve = Approve
bulk-do-customer-tag = Add tags
bulk-do-customer-untag = Remove tags
bulk-do-customer-package = Change package
bulk-do-customer-delete = Delete
bulk-do-customer-restore = Restore
bulk-do-ticket-message = Write
bulk-do-registration-message = Write
bulk-do-customer-message = Write
bulk-do-invoice-void = Void
bulk-do-invoice-remind = Send reminder
bulk-notify = Who is told
bulk-note-hint = Only staff see this note.
bulk-status = New status
bulk-status-hint = Tickets that cannot go there are left out. Finishing one takes evidence and is done one by one.
bulk-tags-hint = Divided by commas, at most { $max } tags a customer
bulk-tags-known = Tags in use
bulk-message = WhatsApp message
bulk-message-hint = Goes to each person once, behind everything more urgent. Whoever wants no such messages gets none.
bulk-verify-text = Says of the chosen registrations that they were checked with their applicants.
bulk-approve-text = Each applicant becomes a new customer with a service, an installation ticket and a first invoice. Who is a customer already is better approved one by one.
bulk-package-text = Every active service of the chosen customers gets this package at the price of the price list; what was agreed on instead ends with it. Invoices that are issued already stay as they are.
bulk-billing-day = billed on day { $day }
bulk-plan = Show the plan
bulk-plan-first = Nothing changes yet. You see the plan first.
bulk-plan-waits = Making the plan…
bulk-start = { $count ->
    [one] Run for { $count } record
   *[other] Run for { $count } records
}
bulk-type = Type { $count } to run it
bulk-will-change = will change
bulk-left-out = left out
bulk-messages = WhatsApp messages
bulk-nothing = Nothing will change, so there is nothing to run.
bulk-first = { $count ->
    [one] First change
   *[other] First { $count } changes
}
bulk-changes = Changes
bulk-before-after = Before → after
bulk-field-lead = Technician
bulk-field-helpers = Helpers
bulk-field-status = Status
bulk-field-priority = Priority
bulk-field-note = Note
bulk-field-technician = Technician
bulk-field-day = Day
bulk-field-slot = Time
bulk-field-tags = Tags
bulk-field-message = Message
bulk-field-reminders = Reminders
bulk-field-package = Package
bulk-field-services = Services
bulk-field-deleted = Deleted
bulk-progress = { $done } of { $total }
bulk-rate = { $count } a second
bulk-time-left = about { $time } left
bulk-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
bulk-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
bulk-paused = No computer is working on it now. It goes on by itself while whoever started it is signed in to AGLIS.
bulk-runner = Running on { $device }
bulk-go-on = Go on here
bulk-cancel = Stop
bulk-background = Go on in the background
bulk-to-history = Open in the history
bulk-by = By
bulk-at = Started
bulk-chosen = Chosen
bulk-messages-sent = { $count ->
    [one] { $count } WhatsApp message queued
   *[other] { $count } WhatsApp messages queued
}
bulk-undo = Undo ({ $left })
bulk-undone-by = See what was undone
bulk-undoes = Undo: { $action }
bulk-again = Again: { $action }
bulk-retry = { $count ->
    [one] Retry the one that failed
   *[other] Retry { $count } that failed
}
bulk-export = Export results
bulk-results = Results of a bulk operation
bulk-place = Place
bulk-outcome = Result
bulk-why = Reason
bulk-no-lines = There are no records in this part.
bulk-page-before = Previous
bulk-page-next = Next
bulk-newer = Newer
bulk-older = Older
bulk-empty = No bulk operations yet
bulk-empty-hint = Choose some rows in the list of tickets, customers, registrations or invoices, then an action below the list.
bulk-numbers = { $done } of { $total } done
bulk-number-failed = { $count } failed
bulk-ended = { $action }: { $done } done.
bulk-ended-failed = { $action }: { $done } done, { $failed } failed.
bulk-ended-cancelled = { $action } was stopped; { $done } are done.
bulk-look = See the results
bulk-indicator = { $count ->
    [one] A bulk operation is running: { $done } of { $total }
   *[other] { $count } bulk operations are running: { $done } of { $total }
}
