/* words.h - a text as numbers of fixed count: a hashed bag of words. */
#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include <stddef.h>

enum { WORDS_FEATURES = 2048 };

/* Takes out what HTML has left behind and returns the new length, never larger: backslashes (line breaks in
 * AG News) become blanks, entities with or without their ampersand (&lt; quot; #39;) their characters, tags of
 * HTML a blank.  Other things in angle brackets, as a share's <AAPL.O>, stay. */
size_t words_clean(char *text, size_t length);

/* Adds 1 to the feature of every word.  A word is two or more letters and digits, large or small; every byte
 * beyond ASCII is a letter.  Its feature is its 64-bit FNV-1a hash, halves xored, modulo WORDS_FEATURES. */
void words_count(const char *text, size_t length, double feature[WORDS_FEATURES]);

#endif
