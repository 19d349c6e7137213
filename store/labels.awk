# Labels of record fields: "type name = n;  // zh | en" of records.proto becomes LABEL("Record", "name", "zh", "en").
/^message / { record = $2 }
/^}/ { record = "" }
record != "" && match($0, /\/\/ .* \| /) {
	split(substr($0, RSTART + 3), label, " [|] ")
	field = $0
	sub(/ *=.*/, "", field)
	sub(/.*[ \t]/, "", field)
	printf "LABEL(\"%s\", \"%s\", \"%s\", \"%s\")\n", record, field, label[1], label[2]
}
