# Notification centre
notifications-title = Notifications
notifications-bell = Notifications: { $count } unread
notifications-bell-urgent = Notifications: { $count } unread, { $urgent } urgent
notifications-is-unread = Unread
notifications-open = Open
notifications-look = Show
notifications-more = Load older ones
notifications-read-all = Mark all as read
notifications-clear = Clear what is read
notifications-turn = Mark as read / unread
notifications-read = Mark as read
notifications-unread = Mark as unread
notifications-snooze = Snooze
notifications-snooze-hour = Snooze for 1 hour
notifications-snooze-tomorrow = Snooze until tomorrow 08:00
notifications-snooze-moment = Snooze until…
notifications-snooze-day = Date
notifications-snooze-time = Time
notifications-awake = Show again now
notifications-archive = Archive
notifications-unarchive = Take out of the archive
notifications-delete = Delete
notifications-closed = dealt with
notifications-asleep = snoozed until { $until }
notifications-archived = Archived.
notifications-snoozed = Snoozed until { $until }.
notifications-deleted = { $count ->
    [one] 1 notification deleted.
   *[other] { $count } notifications deleted.
}
notifications-nothing-read = No notification has been read yet.
notifications-none = No notifications yet
notifications-none-text = Tickets, registrations, invoices and messages that concern you appear here.
notifications-none-unread = Everything is read
notifications-none-snoozed = Nothing is snoozed
notifications-none-archived = The archive is empty
notifications-none-kind = No notifications of this kind
notifications-away = While you were away: { $count ->
    [one] 1 new notification
   *[other] { $count } new notifications
}
notifications-many = { $count } new notifications at once

# Settings
notifications-settings = Notification settings
notifications-channels = What, and how
notifications-channels-hint = What is not ticked under “In AGLIS” is not kept at all. A sound comes with the system’s notification.
notifications-event = Event
notifications-channel-app = In AGLIS
notifications-channel-os = System
notifications-channel-sound = Sound
notifications-trial = Try look and sound
notifications-trial-shown = A trial notification was sent to the system.
notifications-trial-silent = A trial notification was sent, but the system on this computer plays no sounds.
notifications-quiet = Quiet hours
notifications-quiet-hint = During quiet hours the system shows only what is urgent. Write 21:00-07:00 ({ $zone }); they may go past midnight.
notifications-quiet-none = none
notifications-quiet-copy = All days like Monday
notifications-absence = Substitute
notifications-absence-hint = While you are away, your substitute gets copies, as far as he may see what they are about.
notifications-substitute = Who stands in
notifications-nobody = Nobody
notifications-absent-from = First day
notifications-absent-to = Last day
notifications-reset = Reset to default
notifications-was-reset = Notification settings are back to default.
problem-clock-format = Write a time as 08:00.
problem-quiet-format = Write quiet hours as 21:00-07:00.
