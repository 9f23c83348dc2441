#define CATCH_CONFIG_MAIN
#include <cstdlib>

#include <catch2/catch.hpp>

namespace {

/// The servers of tests are on this machine: whoever runs the tests behind a proxy should not notice.
struct NoProxies : Catch::TestEventListenerBase {
    using TestEventListenerBase::TestEventListenerBase;

    void testCaseStarting(const Catch::TestCaseInfo& /*test*/) override {
        for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                                 "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}) {
            unsetenv(name);
        }
    }
};

CATCH_REGISTER_LISTENER(NoProxies)

}  // namespace
