# Registrations
registrations-title = Registrations
registrations-new = New registration
registrations-empty = No registrations yet
registrations-empty-hint = Make the first one with the button at the top right.
registrations-since = Since
registrations-preferred = Preferred day
registrations-slot = Preferred time
registrations-nik = Identity number (NIK)
registrations-nik-hint = 16 digits
registrations-save = Save registration
registrations-created = Registration { $number } is saved.
registrations-duplicates = Possibly here already
registrations-same-phone = same phone
registrations-same-address = same address
registrations-verify = Verify
registrations-verified = The registration is verified.
registrations-approve = Approve
registrations-approve-title = Approve registration
registrations-approve-text = Customer, service, installation ticket and first invoice are made at once.
registrations-approved = Approved: { $customer }, { $ticket }, { $invoice }.
registrations-billing-day = Billing day
registrations-billing-day-hint = 1 to 28, every month
registrations-reject = Reject
registrations-end = Applicant withdraws
registrations-end-text = The applicant no longer wants it. The ticket and service end too where work has not begun.
registrations-reject-text = The application is turned down. Its ticket and service end too where work has not begun.
registrations-same-nik = same identity number
registrations-in-state = In this stage
registrations-days = { $count ->
    [one] 1 day, since { $since }
   *[other] { $count } days, since { $since }
}
registrations-since-today = since today, { $since }
registrations-survey = Survey
registrations-survey-plan = Plan a survey
registrations-survey-move = Move the survey
registrations-survey-day = Day of the survey
registrations-survey-slot = Time
registrations-survey-planned = The survey is planned.
registrations-survey-done = Note survey result
registrations-survey-note = Result of the survey
registrations-survey-note-hint = Such as the distance to the ODP, the way of the cable, poles that are needed
registrations-survey-noted = The result is noted.
registrations-face = View
registrations-as-list = List
registrations-as-board = Board
registrations-all-zones = All zones
registrations-column-empty = None.
registrations-more-cards = Show more
registrations-card-today = since today
registrations-stages = Time in each stage
registrations-free-ports = { $ports } free ports on { $odps } ODPs of this zone
registrations-longest = { $count ->
    [one] longest 1 day
   *[other] longest { $count } days
}
registrations-card-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
registrations-change-title = Edit registration { $number }
registrations-approve-known = This customer gets one more service. Name, phone and zone stay.
registrations-approve-whose = Leave empty if the applicant is a new customer.
registrations-phone-check = Phone check
registrations-phone-verified = The number was verified
registrations-phone-hint = Send a code over WhatsApp and ask the applicant to read it out: if it matches, the number is theirs.
registrations-phone-ask = Send code
registrations-phone-again = Send another code
registrations-phone-again-in = Another code in { $seconds } s
registrations-phone-confirm = Check
registrations-phone-code = Code
registrations-phone-code-hint = Six digits; the code counts for 5 minutes
