//! The fields of a performance form, for tests that look at all of them.

use parser::Project;

/// Names and texts of the fields that a form prints as text, in the order of the contract.
pub(crate) fn texts(project: &Project) -> [(&'static str, &str); 16] {
    [
        ("project_name", &project.project_name),
        ("department_code", &project.department_code),
        ("department_name", &project.department_name),
        ("implementing_unit", &project.implementing_unit),
        ("attribute", &project.attribute),
        ("term_printed", &project.term_printed),
        ("overview", &project.overview),
        ("basis", &project.basis),
        ("necessity", &project.necessity),
        ("measures", &project.measures),
        ("plan", &project.plan),
        ("goal_full", &project.goal_full),
        ("goal_annual", &project.goal_annual),
        ("goal_actual", &project.goal_actual),
        ("filled_on", &project.filled_on),
        ("grade", &project.grade),
    ]
}
