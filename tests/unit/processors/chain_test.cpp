#include "world.hpp"

#include <stdexcept>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors;
using namespace mostik::processors::test;

namespace {

class Probe final : public Processor {
  public:
    using Step = std::function<void()>;
    Probe(Step step, Verdict verdict) : step_(std::move(step)), verdict_(verdict) {}
    Verdict process(const core::Event&, storage::UnitOfWork&, const Context&) override {
        step_();
        return verdict_;
    }

  private:
    Step step_;
    Verdict verdict_;
};

/// A chain of probes, each writing its name when it is run.
class Probes {
  public:
    struct Part {
        const char* name;
        bool history = false;
        bool direct = false;
        Probe::Step step = [] {};
        Verdict verdict = Verdict::pass_on;
    };

    explicit Probes(const std::vector<Part>& parts) {
        types_.reserve(parts.size());
        std::vector<Chain::Step> steps;
        for (const Part& part : parts) {
            types_.push_back({.name = part.name, .takes_direct = part.direct});
            auto step = [this, part] {
                ran += part.name;
                part.step();
            };
            steps.push_back(
                {&types_.back(), part.history, std::make_unique<Probe>(std::move(step), part.verdict)});
        }
        chain_ = std::make_unique<Chain>(std::move(steps));
    }

    std::optional<ProcessorFailure> run(const core::Event& event) {
        World world("[]");
        std::optional<ProcessorFailure> failure;
        world.read([&](storage::UnitOfWork& unit) {
            failure = chain_->run(event, unit,
                                  Context{world.now, world.translator, [] { return ServiceStatus{}; }});
        });
        return failure;
    }

    std::string ran;

  private:
    std::vector<ProcessorType> types_;
    std::unique_ptr<Chain> chain_;
};

}  // namespace

TEST_CASE("the steps of a chain run in order") {
    Probes probes({{"a"}, {"b"}, {"c"}});
    CHECK_FALSE(probes.run(posted("x")));
    CHECK(probes.ran == "abc");
}

TEST_CASE("history is only for those that take it, a gap is for all") {
    Probes probes({{"a", true}, {"b", false}, {"c", true}});
    core::Event event = posted("x");
    event.origin = core::Origin::history;
    CHECK_FALSE(probes.run(event));
    CHECK(probes.ran == "ac");
    event.origin = core::Origin::gap;
    CHECK_FALSE(probes.run(event));
    CHECK(probes.ran == "acabc");
}

TEST_CASE("direct messages are only for those that take them") {
    Probes probes({{"a", true, false}, {"b", false, true}});
    CHECK_FALSE(probes.run(direct("x")));
    CHECK(probes.ran == "b");
}

TEST_CASE("a processor that throws ends the chain and is named") {
    Probes probes({{"a"}, {"b", false, false, [] { throw std::runtime_error("the reason"); }}, {"c"}});
    const auto failure = probes.run(posted("x"));
    REQUIRE(failure);
    CHECK(failure->processor == "b");
    CHECK(failure->reason == "the reason");
    CHECK(probes.ran == "ab");
}

TEST_CASE("who takes the event ends the chain") {
    Probes probes({{.name = "a"}, {.name = "b", .verdict = Verdict::taken}, {.name = "c"}});
    CHECK_FALSE(probes.run(posted("x")));
    CHECK(probes.ran == "ab");
}

TEST_CASE("a storage error passes through: the whole transaction is lost, not the event") {
    Probes probes({{"a", false, false, [] { throw storage::StorageError("disk full"); }}});
    CHECK_THROWS_AS(probes.run(posted("x")), storage::StorageError);
}
