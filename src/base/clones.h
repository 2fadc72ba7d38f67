/* clones.h - loops over many numbers, compiled once for each generation of x86-64 processors.
 *
 * VECTOR_CLONES before a function makes four copies of it.  The dynamic loader picks the one with the widest vectors that
 * the processor has.  So a program for all x86-64 processors is as fast as one built with -march=native.  All copies round
 * in the same way if the compiler does not contract a * b + c (gcc with -std=c11); vector math functions differ in the last
 * places.  A program always gets the same copies on one machine.
 *
 * Use it for loops that the compiler vectorises, not for sums, whose order must not change.  Empty if the compiler or the C
 * library does not support it, with a sanitizer, and in a build for one processor: see configure.ac. */
#ifndef BASE_CLONES_H
#define BASE_CLONES_H

#ifdef HAVE_TARGET_CLONES
#define VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "arch=x86-64-v2", "default")))
#else
#define VECTOR_CLONES
#endif

#endif
