# Voice menus as callers hear them.

setup() {
	new_house
	seats 0102-0109
}

# shows: IVR-02
case_greeting_is_first() {
	far "$CASE" <<-'SCN'
		calls 3
		rate 10
		caller 01055500100 count
		script hotline
			dialled 01055509000
			wait answer 5s
			pause 3s
			hang up
		script repair
			dialled 01055509001
			wait answer 5s
			pause 3s
			hang up
		script holiday
			dialled 01055509013
			wait answer 5s
			pause 3s
			hang up
	SCN
	equal "hotline" "$(grep script=hotline "$W/$CASE.txt" | heard_of | cut -d, -f1)" welcome
	equal "repair line" "$(grep script=repair "$W/$CASE.txt" | heard_of | cut -d, -f1)" welcome-repair
	equal "holiday" "$(grep script=holiday "$W/$CASE.txt" | heard_of | cut -d, -f1)" closed-holiday
}

# shows: IVR-04
case_choice_goes_with_the_call() {
	expect "callers as their scripts want them" far "$CASE" <<-'SCN'
		calls 2
		rate 10
		dialled 01055509000
		phone 81* answer 200ms
		script information
			caller 01055500201
			wait answer 5s
			pause 500ms
			press 1
			pause 1s
			press 0
			wait agent 20s
			talk 2s
			hang up
			expect agent
		script complaint
			caller 01055500202
			wait answer 5s
			pause 500ms
			press 3
			wait agent 20s
			talk 2s
			hang up
			expect agent 8109
	SCN
	soon "both are filed" 8 filed_of 01055500201 01055500202
	equal "the record of one" "$(calls_of 01055500201 | of choice)/$(calls_of 01055500201 | of queue)" "咨询/1"
	equal "the record of the other" "$(calls_of 01055500202 | of choice)/$(calls_of 01055500202 | of queue)" "投诉/3"
	equal "what the seats were shown" "$(store dump registrations | grep -E '0105550020[12]' | of note | sort | tr '\n' ';')" \
		"hotline: 1 咨询;hotline: 3 投诉;"
}
# filed_of CALLER...: each has its work order.
filed_of() {
	local n
	for n; do [ "$(calls_of "$n" | of order)" != 0 ] && [ -n "$(calls_of "$n")" ] || return 1; done
}

# shows: IVR-23
case_control_keys() {
	expect "9 repeats, # goes back, silence rings a seat" far "$CASE" <<-'SCN'
		calls 1
		caller 01055500300
		dialled 01055509000
		phone 81* answer 200ms
		script keys
			wait answer 5s
			pause 500ms
			press 1
			wait prompt menu-info 5s
			pause 1s
			press 9
			wait prompt menu-info 5s
			pause 1s
			press #
			wait prompt menu-main 5s
			wait agent 40s
			talk 1s
			hang up
			expect heard welcome menu-info menu-info menu-main announce-seat
			expect agent
	SCN
}

# A query that the machine answers: no seat rings.
case_machine_alone() {
	local rang=$(stat acd RANG)
	expect "the caller hears it" far "$CASE" <<-'SCN'
		calls 1
		caller 01055500310
		dialled 01055509000
		script query
			wait answer 5s
			pause 500ms
			press 1
			wait prompt menu-info 5s
			press 1
			wait prompt info-bill 5s
			pause 1s
			hang up
			expect heard welcome menu-info info-bill
	SCN
	equal "seats that rang" "$(stat acd RANG)" "$rang"
}

case_classes_of_time() {
	expect "each class of time has its greeting and its branch" far "$CASE" <<-'SCN'
		calls 3
		rate 10
		caller 01055500320 count
		phone 81* answer 200ms
		script open
			dialled 01055509011
			wait answer 5s
			wait agent 20s
			talk 1s
			hang up
			expect heard welcome announce-seat
			expect not heard closed closed-holiday
		script night
			dialled 01055509012
			wait answer 5s
			wait prompt closed 5s
			pause 1s
			press 1
			wait agent 20s
			talk 1s
			hang up
			expect heard closed announce-seat
			expect not heard welcome closed-holiday
		script holiday
			dialled 01055509013
			wait answer 5s
			wait release 25s
			expect heard closed-holiday goodbye
			expect released by house
	SCN
}

case_seat_is_announced() {
	local file
	expect "the caller hears the seat's number before its voice" far "$CASE" <<-'SCN'
		calls 1
		caller 01055500330
		dialled 01055509001
		phone 81* answer 200ms
		script announced
			wait answer 5s
			pause 500ms
			press 0
			wait agent 20s
			talk 1s
			hang up
			expect heard announce-seat d0 d1 d0 announce-service
			expect agent
	SCN
	soon "the recording is there" 5 recorded_of 01055500330
	file=$(recording_of 01055500330)
	expect "both sides of the recording sound" loud "$file"
}

# No seat is asked: the caller hears how many orders are open, leaves a message, and staff find it with its sound.
case_message_is_left_listed_and_heard() {
	expect "callers as their scripts want them" far "$CASE" <<-'SCN'
		calls 2
		rate 10
		dialled 01055509015
		script stranger
			caller 01055500901
			wait prompt leave-message 15s
			pause 6s
			talk 4s
			press #
			wait prompt message-kept 10s
			wait release 20s
			expect not heard open-orders
		script customer
			caller 01055500123
			wait prompt open-orders 15s
			wait prompt leave-message 15s
			pause 6s
			talk 3s
			hang up
	SCN
	soon "both messages are new" 8 new_messages 2
	equal "whose they are" "$(z messages | awk '{ print $5 }' | sort | tr '\n' ' ')" "01055500123 01055500901 "
	expect "the message's sound is on the disk" heard_on "$(z messages | grep 01055500901 | grep -o '/[^ ]*\.wav\|[^ ]*\.wav')"
	expect "it is marked as heard" z heard $(z messages | awk '$5 == "01055500901" { print $1, $2 }')
	expect "and is new no more" new_messages 1
	equal "all are kept" "$(z messages all | grep -c '\.wav')" 2
	equal "the day's list has both calls" "$(z report calls --day --csv | grep -cE ',0105550(0123|0901),')" 2
	expect "the store agrees with itself" z check
}
new_messages() { [ "$(z messages | grep -c NEW)" = "$1" ]; }
# heard_on FILE: the caller's side sounds, the house's does not, and the file is whole.
heard_on() { probe wav "$1" | awk -F '[= ]' '{ print; exit !($2 > 3000 && $4 > 0.02 && $8 == 1) }'; }
