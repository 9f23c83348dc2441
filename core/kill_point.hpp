#pragma once

/// MOSTIK_KILL_POINT("name") ends the process by SIGKILL when the environment variable MOSTIK_KILL_POINT is
/// "name" (the first pass) or "name:N" (the N-th). Compiled into test presets only: nothing in a release.
#ifdef MOSTIK_KILL_POINTS
namespace mostik::core {
void kill_point(const char* name);
}
#define MOSTIK_KILL_POINT(name) ::mostik::core::kill_point(name)
#else
#define MOSTIK_KILL_POINT(name) static_cast<void>(0)
#endif
