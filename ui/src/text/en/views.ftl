# Saved views
views-title = Views
views-none = Everything, as it comes
views-save = Save as a new view…
views-new = New view
views-rename-title = Rename or share
views-update = Save changes to this view
views-rename = Rename or share…
views-delete = Delete view
views-delete-of = “{ $name }” of { $owner } disappears for everybody. This cannot be undone.
views-deleted = View “{ $name }” deleted.
views-undo = Undo
views-default-on = Open the list with this view
views-default-off = No longer open with this view
views-default-mark = default
views-shared = Share with everybody
views-changed = Differs from the saved view
views-dropped = No longer in this list, so left out: { $columns }
