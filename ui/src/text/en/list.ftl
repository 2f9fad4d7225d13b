# Lists
list-apply = Apply
list-columns = Columns
list-contains = Contains
list-filter = Filter
list-from = From
list-to = To
list-nothing-found = Nothing matches
list-search = Search this list
list-select = Select this row
list-select-all = Select all loaded rows
list-selected = { $count } selected
list-show-all = Show all
list-sort-hint = Click to sort, Shift-click to add to the order
list-total = { $count ->
    [one] 1 record
   *[other] { $count } records
}
list-unfilter = Remove this filter
list-unselect = Clear selection
