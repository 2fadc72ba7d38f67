/* source_tree.h - finds the source tree, for a program that runs from its build folder. */
#ifndef DATA_SOURCE_TREE_H
#define DATA_SOURCE_TREE_H

#include <stdbool.h>
#include <stddef.h>

/* The folder that has presets/, lessons/ and data/: $CATAPULT_SOURCE, else the folder named in the file
 * `catapult-source`, which configure writes into the build folder, where the program is.  That file must belong to
 * the program's owner and be writable only by owner and group.  False for an installed program, which has neither; so
 * an installed program contains no path of the machine that built it. */
bool source_tree(char *path, size_t size);

#endif
