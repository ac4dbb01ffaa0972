"""How does a program in another language use the catalogue? It keeps one `mercato batch` open, writes requests to it line by
line and reads the answers: no server, no binding. Usage: python3 examples/call_over_a_pipe.py [the mercato command]"""

import json
import subprocess
import sys


class Refused(Exception):
    """mercato refused a request: a stable code for programs, the field at fault, a message for people."""

    def __init__(self, code, message, path=None):
        super().__init__(message)
        self.code, self.path = code, path


class Mercato:
    """One open `mercato batch`. Every answer has arrived before the next question is asked."""

    def __init__(self, command="mercato"):
        self.process = subprocess.Popen(
            [command, "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def call(self, op, **fields):
        self.process.stdin.write(json.dumps({"op": op, "input": fields}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise Refused(**answer["error"])
        return answer["output"]


def main(command="mercato"):
    with Mercato(command) as mercato:
        # money and quantities are texts, there and back: no float touches them
        landed = mercato.call(
            "pricing.landed_cost", currency="EUR", quantity=500, unit_cost="4.20", freight="310.00", duty_rate="0.065"
        )
        print("a unit costs", landed["unit_landed_cost"], "of", landed["total"])
        # an answer is the next question; where cents are wanted, rounding is said
        cost = mercato.call("pricing.round_money", amount=landed["unit_landed_cost"], currency="EUR", mode="up")
        sold = mercato.call(
            "pricing.target_margin_price",
            currency="EUR",
            cost=cost["amount"],
            commission_rate="0.15",
            tax_rate="0.19",
            target_margin="0.30",
        )
        print("sells at", sold["price"], "and leaves", sold["profit"])
        lot = mercato.call("inventory.eoq", fixed_cost=310, holding_cost=1.3, demand_rate=3650)
        order = mercato.call(
            "inventory.round_order_quantity", quantity=str(round(lot["order_quantity"])), order_multiple="12"
        )
        print("order", order["order_quantity"], "at a time")
        try:
            mercato.call("kpi.ratio", numerator=4, denominator="1,5")
        except Refused as refused:
            print(f"refused: {refused.code} at {refused.path}: {refused}")


if __name__ == "__main__":
    main(*sys.argv[1:])
