import type { Fault, FaultRule } from './fault.js';
import { FaultRuleError } from './parse-fault.js';

/** What of a call the rules look at. */
export interface FaultTarget {
  readonly vendor: string;
  readonly model: string | null;
  readonly message: string;
}

export interface StandingRule extends FaultRule {
  readonly rule_id: string;
  /** Calls that matched, and how many of them it struck. */
  readonly matched: number;
  readonly fired: number;
}

const MOST_RULES = 1_000;

/** The standing rules, oldest first. Every rule that matches counts the call; the first that is due strikes. */
export class FaultRules {
  private rules: { rule: FaultRule; rule_id: string; matched: number; fired: number }[] = [];
  private made = 0;

  add(rule: FaultRule): StandingRule {
    if (this.rules.length >= MOST_RULES) {
      throw new FaultRuleError(
        'body',
        `there are ${MOST_RULES} rules already; DELETE /_sandbox/faults first`,
      );
    }
    const standing = { rule, rule_id: `fault_${++this.made}`, matched: 0, fired: 0 };
    this.rules.push(standing);
    return { rule_id: standing.rule_id, ...rule, matched: 0, fired: 0 };
  }

  list(): StandingRule[] {
    return this.rules.map(({ rule, rule_id, matched, fired }) => ({ rule_id, ...rule, matched, fired }));
  }

  clear(): void {
    this.rules = [];
  }

  /** The fault that strikes this call, if one does; counts the call. */
  strike(target: FaultTarget): Fault | undefined {
    let struck: Fault | undefined;
    for (const standing of this.rules) {
      const { rule } = standing;
      if (!matches(rule, target)) continue;
      standing.matched++;
      const times = rule.times ?? (rule.match.nth === undefined ? Infinity : 1);
      if (struck || standing.matched < (rule.match.nth ?? 1) || standing.fired >= times) continue;
      standing.fired++;
      struck = rule.fault;
    }
    return struck;
  }
}

function matches({ match }: FaultRule, target: FaultTarget): boolean {
  return (
    (match.vendor === undefined || match.vendor === target.vendor) &&
    (match.model === undefined || match.model === target.model) &&
    (match.message_contains === undefined || target.message.includes(match.message_contains))
  );
}
