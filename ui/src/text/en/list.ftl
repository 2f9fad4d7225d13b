# Lists
list-apply = Apply
list-columns = Columns
list-contains = Contains
list-rows-with = Rows that have
list-any-of = one of these
list-none-of = none of these
list-without = not { $values }
list-choice-search = Find a value
list-filter = Filter
list-from = From
list-to = To
list-nothing-found = Nothing matches
list-search = Search this list
list-select = Select this row
list-selected = { $count } selected
list-show-all = Show all
list-sort-hint = Click to sort, Shift-click to add to the order
list-total = { $count ->
    [one] 1 record
   *[other] { $count } records
}
list-unfilter = Remove this filter
list-unselect = Clear selection
list-select-page = Select the rows of this page
list-select-matching = Select all { $count } matching
list-selected-all = All { $count } matching selected
list-chosen = Selected rows
list-export = Export
list-export-xlsx = Excel (XLSX)
list-export-csv = CSV
list-export-chosen = { $count } selected
list-export-matching = all { $count } matching
list-export-progress = { $rows } of { $total } rows
list-export-cancelled = Export cancelled; no file was written.
list-exported = { $count } rows saved: { $file } in { $folder }
list-export-papers-one = PDF, all in one file
list-export-papers-each = PDF, one file each
list-export-papers-most = at most { $max } at once
list-papers-progress = { $rows } of { $total } invoices
list-papers-exported = { $count } invoices saved: { $file } in { $folder }
list-open-folder = Open folder
