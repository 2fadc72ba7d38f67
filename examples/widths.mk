# widths.mk - the same preset at several widths, a run for each, as many at a time as make -j allows.
#
#     make -f widths.mk -j 2 [CATAPULT=PROGRAM] [PRESET=fig3] [WIDTHS="100 300 1000"]
#
# A run whose file is there is not made again; an interrupted one leaves no file.  lambda.txt: lambda_1 first and last.
CATAPULT = catapult
PRESET = fig3
WIDTHS = 100 300 1000
STEPS = 40
rows = $(WIDTHS:%=width-%.csv)

lambda.txt: $(rows)
	for file in $(rows); do \
	    awk -F, -v name=$$file '/^#/ { next } \
	        !names++ { for (i = 1; i <= NF; i++) if ($$i == "lambda_1") column = i; next } \
	        $$1 == "network" && $$column != "" { if (first == "") first = $$column; last = $$column } \
	        END { print name, first, last }' $$file; \
	done >$@.new && mv $@.new $@
	cat $@

width-%.csv:
	$(CATAPULT) run $(PRESET) --model network --set network.widths=$* --set threads=1 --steps $(STEPS) --csv $@ >/dev/null
