"""The command line. This module only knows the names of the commands: nothing heavy is imported for `--help`."""

import io
import sys

#: Words of a command: its module in this package, and its help in English and Thai. A module has, for each command
#: named here, `add_<words joined by _>(parser)` and `run_<…>(arguments) -> int`.
COMMANDS = {
    "serve": ("server", "start the server", "เปิดเซิร์ฟเวอร์"),
    "db upgrade": ("database", "newest schema, offices loaded", "ปรับโครงสร้างฐานข้อมูลและโหลดหน่วยงาน"),
    "db backup": ("database", "copy the database and its files into one", "สำรองฐานข้อมูลและไฟล์แนบ"),
    "db restore": ("database", "put a backup back", "กู้คืนฐานข้อมูล"),
    "files verify": ("files", "whether every attached file is as it was put", "ตรวจว่าไฟล์แนบครบและไม่เปลี่ยน"),
    "import": ("importing", "take activities from files", "นำเข้ากิจกรรมจากไฟล์"),
    "template list": ("templates", "ready activities to begin from", "แบบสำเร็จรูปที่ใช้เริ่มรายการ"),
    "template show": ("templates", "what a template contains", "เนื้อหาของแบบสำเร็จรูป"),
    "template use": ("templates", "make a draft of a template", "สร้างร่างจากแบบสำเร็จรูป"),
    "export register": ("exporting", "write the register workbook", "ส่งออกทะเบียนเป็น Excel"),
    "export form": ("exporting", "write the form of one activity", "ส่งออกแบบฟอร์มของกิจกรรม"),
    "export pack": ("packs", "write an auditor's pack", "ส่งออกชุดเอกสารผู้ตรวจสอบ"),
    "holidays list": ("holidays", "the holidays of a year", "วันหยุดราชการของปี"),
    "holidays propose": ("holidays", "days to be compared with the resolution", "ข้อเสนอวันหยุดเพื่อตรวจกับมติ"),
    "holidays check": ("holidays", "what a file with a year's table says", "ตรวจไฟล์ตารางวันหยุด"),
    "procedure list": ("procedures", "work procedures of the register", "รายชื่อคู่มือการปฏิบัติงาน"),
    "procedure check": ("procedures", "what a procedure lacks or contradicts", "ตรวจคู่มือการปฏิบัติงาน"),
    "procedure export": ("procedures", "write a manual, workbook or chart", "ส่งออกคู่มือ ตาราง หรือผัง"),
    "procedure import": ("procedures", "make a draft of a procedure's file", "สร้างร่างคู่มือจากไฟล์"),
    "round list": ("rounds", "rounds of procedures", "รายชื่อรอบงาน"),
    "round show": ("rounds", "where each office of a round stands", "ความคืบหน้าของรอบงาน"),
    "round start": ("rounds", "start a round for one or many offices", "เริ่มรอบงาน"),
    "round end": ("rounds", "end an open step of an office", "บันทึกว่าขั้นตอนเสร็จ"),
    "round cause": ("round_causes", "why a step was late that ended by itself", "ระบุสาเหตุที่ขั้นตอนล่าช้า"),
    "round pause": ("rounds", "let a round stand still", "พักรอบงาน"),
    "round resume": ("rounds", "go on with a round", "ทำรอบงานต่อ"),
    "round cancel": ("rounds", "end a round before its time", "ยกเลิกรอบงาน"),
    "round report": ("round_report", "report of a round at 6 or 12 months", "รายงานรอบงาน 6 หรือ 12 เดือน"),
    "verify-pack": ("verify_pack", "whether a pack is as it was exported", "ตรวจชุดเอกสารผู้ตรวจสอบ"),
    "diagram": ("exporting", "draw an activity", "วาดแผนภาพของกิจกรรม"),
    "check": ("register", "completeness and cross-checks", "ตรวจความครบถ้วนและข้อขัดแย้ง"),
    "diff": ("comparing", "what changed between two revisions", "สิ่งที่เปลี่ยนระหว่างสองฉบับ"),
    "changes": ("comparing", "what changed in the register since a day", "สิ่งที่เปลี่ยนในทะเบียนตั้งแต่วันที่กำหนด"),
    "offices change": ("reorganising", "move, merge, rename, split offices", "ปรับโครงสร้างหน่วยงานจากไฟล์"),
    "offices contacts": ("contacts", "who the controller is and how to reach it", "ผู้ควบคุมข้อมูลและช่องทางติดต่อของหน่วยงาน"),
    "findings recheck": ("findings", "check the findings of records anew", "ตรวจข้อสังเกตของรายการใหม่"),
    "retention rules": ("readings", "how retention words are read", "ระบบอ่านข้อความระยะเวลาจัดเก็บอย่างไร"),
    "retention check": ("clocks", "the monthly retention check", "ตรวจระยะเวลาจัดเก็บประจำเดือน"),
    "destroy run": ("destroying", "carry an ordered list out in its databases", "ทำลายข้อมูลในฐานข้อมูลตามคำสั่ง"),
    "destroy status": ("destroying", "where a list stands in its databases", "ความคืบหน้าของบัญชีในฐานข้อมูล"),
    "destroy advise": ("destroying", "rights that a database's role needs", "สิทธิที่บัญชีผู้ใช้ฐานข้อมูลต้องมี"),
    "destroy verify": ("certificates", "whether a certificate is genuine", "ตรวจหนังสือรับรองการทำลาย"),
    "retention holdings": ("holdings", "data sets from a workbook", "นำเข้าชุดข้อมูลจากไฟล์ Excel"),
    "retention report": ("reporting", "the monthly report to be signed", "รายงานประจำเดือนเพื่อลงนาม"),
    "breach list": ("clocks", "clocks of open breaches", "นาฬิกาของเหตุละเมิดที่ยังเปิดอยู่"),
    "requests list": ("clocks", "open requests of data subjects", "คำขอใช้สิทธิของเจ้าของข้อมูลที่ยังไม่สิ้นสุด"),
    "tick": ("jobs", "one pass over what time drives", "ทำงานตามเวลาที่ถึงกำหนดหนึ่งรอบ"),
    "worker": ("jobs", "passes on schedule until stopped", "ทำงานตามเวลาต่อเนื่องจนกว่าจะหยุด"),
    "token create": ("access", "make a bearer token", "สร้างโทเคนสำหรับระบบงาน"),
    "grant add": ("access", "give a person a role", "ให้สิทธิแก่บุคคล (อ่านเลขประจำตัวประชาชนจาก standard input)"),
    "grant samples": ("portal", "rights for the simulator's people", "ให้สิทธิบุคคลสมมุติของระบบจำลอง"),
    "sso check": ("portal", "ask the portal and print how it was understood", "ตรวจการเชื่อมต่อระบบกลาง"),
    "sso-simulator": ("portal", "stand in for the portal on this machine", "ระบบกลางจำลองสำหรับผู้พัฒนา"),
    "people rekey": ("people", "make national IDs anew after a change of keys", "เข้ารหัสเลขประจำตัวใหม่เมื่อเปลี่ยนกุญแจ"),
    "break-glass hash": ("break_glass", "hash a passphrase for the emergency sign-in", "แฮชรหัสผ่านเข้าใช้ฉุกเฉิน"),
    "audit verify": ("audit", "whether the trail is as it was sealed", "ตรวจว่าบันทึกเหตุการณ์ไม่ถูกแก้ไข"),
    "audit export": ("audit", "copy the trail with its seals", "ส่งออกบันทึกเหตุการณ์พร้อมผนึก"),
    "audit prune": ("audit", "let old sealed entries leave with a copy", "ย้ายบันทึกเหตุการณ์เก่าออกพร้อมสำเนา"),
    "reindex": ("register", "rebuild every projection from the documents", "สร้างดัชนีใหม่จากเอกสาร"),
    "demo load": ("demo", "make an empty database a demonstration", "เติมข้อมูลสมมุติลงในฐานข้อมูลว่างสำหรับสาธิต"),
    "demo reset": ("demo", "begin the demonstration anew", "เริ่มระบบสาธิตใหม่"),
    "settings": ("access", "effective settings, secrets redacted", "การตั้งค่าที่ใช้อยู่"),
}
OK, PROBLEM, USAGE, INTERRUPTED = 0, 1, 2, 130


def help_text() -> str:
    """Return the list of commands."""
    width = max(len(words) for words in COMMANDS) + 2
    lines = [
        "usage: ropa COMMAND [OPTIONS]      ropa COMMAND --help",
        "",
        "ทะเบียนบันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล (PDPA มาตรา 39)",
        "Register of processing activities",
        "",
    ]
    lines += [f"  {words:<{width}}{english} / {thai}" for words, (_, english, thai) in COMMANDS.items()]
    lines += ["", "exit codes: 0 ok, 1 problem found, 2 bad usage"]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(given)
    except KeyboardInterrupt:
        return INTERRUPTED


def _dispatch(given: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another alphabet, or a file name that is no text, shows codes; it does not end the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not given or given[0] in {"-h", "--help", "help"}:
        sys.stdout.write(help_text() + "\n")
        return OK if given else USAGE
    words = next((" ".join(given[:count]) for count in (2, 1) if " ".join(given[:count]) in COMMANDS), None)
    if words is None:
        return _unknown(given)
    if words == "verify-pack":
        # On any machine, also one without a database: nothing of the register is imported.
        from ropa.cli.verify_pack import main as verify_pack

        return verify_pack(given[1:])
    from ropa.cli.running import run

    return run(words, COMMANDS[words], given[words.count(" ") + 1 :])


def _unknown(given: list[str]) -> int:
    group = [words for words in COMMANDS if words.startswith(given[0] + " ")]
    if group and given[1:2] in (["-h"], ["--help"], []):
        sys.stdout.write("\n".join(f"  ropa {words}" for words in group) + "\n")
        return OK if given[1:] else USAGE
    wrong = " ".join(given[:2]) if group else given[0]
    wrong = wrong if wrong.isprintable() else repr(wrong)
    sys.stderr.write(f"ropa: ไม่มีคำสั่ง {wrong} / unknown command {wrong}; see ropa --help\n")
    return USAGE
