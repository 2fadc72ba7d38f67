# lesson: what a lesson says, and the quantities it may measure.
libsession_a_SOURCES += \
	%D%/lesson.c %D%/lesson.h %D%/quantity.c %D%/quantity.h
