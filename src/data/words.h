/* words.h - converts a text to a fixed number of features: a hashed bag of words. */
#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include <stddef.h>

enum { WORDS_FEATURES = 2048 };

/* Removes HTML remains and returns the new length, never larger.  Backslashes (line breaks in AG News) and HTML tags
 * become blanks; entities with or without their ampersand (&lt; quot; #39;) become their characters.  Other text in
 * angle brackets, such as the stock symbol <AAPL.O>, stays. */
size_t words_clean(char *text, size_t length);

/* Adds 1 to the feature of every word.  A word is two or more letters and digits, upper or lower case; every
 * non-ASCII byte counts as a letter.  The feature is the word's 64-bit FNV-1a hash with its halves xored, modulo
 * WORDS_FEATURES. */
void words_count(const char *text, size_t length, double feature[WORDS_FEATURES]);

#endif
