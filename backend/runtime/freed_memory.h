// What was freed goes back to the system, so that one large file does not stay with the process for days.
#pragma once

namespace kf {

// Blocks of a megabyte and more are given back when they are freed. Left to itself, glibc keeps the next
// block of that size as soon as one was freed. Once, before there are threads; elsewhere than on glibc it
// does nothing.
void return_large_blocks();

// Gives back what lies about in smaller pieces; takes some milliseconds.
void return_freed_pieces();

}  // namespace kf
