# Words used on every page
common-again = Try again
common-beside = Show beside the list
common-cancel = Cancel
common-close = Close
common-full = Show as a full page
common-just-now = just now
common-minutes-ago = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
common-in-minutes = { $count ->
    [one] in 1 minute
   *[other] in { $count } minutes
}
common-hours-ago = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
common-in-hours = { $count ->
    [one] in 1 hour
   *[other] in { $count } hours
}
common-days-ago = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
common-in-days = { $count ->
    [one] tomorrow
   *[other] in { $count } days
}
common-loading = Loading…
common-optional = optional
common-people = Colleagues
common-people-hint = @name tells a colleague
common-remove-file = Remove { $name }
common-one-file = Only one file here. Choose one of them.
common-discard = Discard changes
common-discarded = What you typed is discarded.
common-undo = Undo
common-reason = Reason
common-record = Details
common-reference = Reference: { $reference }
common-reveal = Show password
common-save = Save
common-saved = Saved.
common-edit = Edit
common-more = More
common-continue = Continue
common-back = Back
common-yes = Yes
common-no = No

# The host (the window) does not answer
problem-host-missing = This page only runs inside the AGLIS window.
problem-host-silent = AGLIS on this computer does not answer. Close it and open it again.
problem-host-answer = The answer cannot be read. The versions may differ; close AGLIS and open it again.
common-number = Number
common-name = Name
common-status = Status
common-phone = Phone
common-email = E-mail
common-package = Package
common-zone = Zone
common-street = Street and house number
common-kelurahan = Village (kelurahan)
common-kecamatan = Sub-district
common-city = City
common-address = Address
common-note = Note
common-created = Created
common-customer = Customer
common-ticket = Ticket
common-invoice = Invoice
common-registration = Registration
common-details = Details
common-history = History
common-choose = Choose…
common-clear = Clear
common-copy = Copy
common-copied = Copied
common-call = Call { $phone }
common-stale = Somebody changed this record since you began. What you typed does not include that change.
common-restart = Begin with the newest data
common-same-phone = Also used by:
common-nik-kept = { $masked } is there. Fill in only if it is wrong.
common-other-phone = Other phone
